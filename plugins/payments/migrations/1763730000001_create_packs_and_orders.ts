import { BaseSchema } from '@adonisjs/lucid/schema'

/** What is sold, and what somebody is about to buy. Coins are millicoins; amounts are minor units, or whole Stars. */
const TABLES = `
create table payments_packs (
  id text primary key check (id ~ '^[a-z0-9_]{1,32}$'),
  position integer not null,
  coins bigint not null check (coins > 0),
  bonus bigint not null default 0 check (bonus >= 0),
  best boolean not null default false,
  active boolean not null default true,
  -- The SKU of Discord's Premium Apps that sells it.
  discord_sku text unique,
  updated_at timestamptz not null default now()
);

create table payments_pack_prices (
  pack_id text not null references payments_packs (id) on delete cascade,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount bigint not null check (amount > 0),
  primary key (pack_id, currency)
);

-- An order keeps the pack's price and coins as they were when it was opened.
create table payments_orders (
  id uuid primary key default uuidv7(),
  person_id uuid not null,
  account_id uuid,
  frontend text not null,
  gateway text not null,
  pack_id text not null,
  coins bigint not null check (coins > 0),
  bonus bigint not null check (bonus >= 0),
  currency text not null,
  amount bigint not null check (amount > 0),
  locale text not null,
  email text,
  -- The gateway's own id of it.
  provider_order text,
  -- What goes on once the coins are there: {"invocation": …, "place": …}.
  resume jsonb,
  state text not null default 'open' check (state in ('open', 'paid', 'abandoned')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  unique (gateway, provider_order)
);
create index payments_orders_person on payments_orders (person_id, created_at);
create index payments_orders_open on payments_orders (expires_at) where state = 'open';
`

/**
 * The packs that a fresh installation sells; an admin changes them later. Stars are priced so that what Telegram pays
 * out for them (about 0.013 dollars each, core.telegram.org/bots/payments-stars) comes near the price in dollars.
 */
const PACKS = `
insert into payments_packs (id, position, coins, bonus, best) values
  ('starter', 1, 100000, 0, false),
  ('popular', 2, 500000, 50000, false),
  ('best_value', 3, 1000000, 200000, true),
  ('pro', 4, 2500000, 750000, false),
  ('studio', 5, 6000000, 2400000, false);

insert into payments_pack_prices (pack_id, currency, amount) values
  ('starter', 'USD', 99), ('starter', 'EUR', 99), ('starter', 'INR', 7900), ('starter', 'XTR', 75),
  ('popular', 'USD', 499), ('popular', 'EUR', 499), ('popular', 'INR', 39900), ('popular', 'XTR', 375),
  ('best_value', 'USD', 899), ('best_value', 'EUR', 899), ('best_value', 'INR', 69900), ('best_value', 'XTR', 675),
  ('pro', 'USD', 1999), ('pro', 'EUR', 1999), ('pro', 'INR', 149900), ('pro', 'XTR', 1500),
  ('studio', 'USD', 4499), ('studio', 'EUR', 4499), ('studio', 'INR', 349900), ('studio', 'XTR', 3400);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
    this.schema.raw(PACKS)
  }

  override async down() {
    this.schema.raw('drop table payments_orders, payments_pack_prices, payments_packs')
  }
}
