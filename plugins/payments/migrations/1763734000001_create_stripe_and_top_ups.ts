import { BaseSchema } from '@adonisjs/lucid/schema'

/** Whom Stripe knows, and what fans let be charged without them. Coins are millicoins, amounts minor units. */
const TABLES = `
create table payments_stripe_customers (
  person_id uuid primary key,
  -- Null after an operator deleted it at Stripe: the next purchase makes another one.
  customer_id text unique,
  -- How many there were before.
  generation integer not null default 0,
  created_at timestamptz not null default now()
);

create table payments_top_ups (
  person_id uuid primary key,
  -- Where it was agreed to, and where the fan is told.
  account_id uuid not null,
  frontend text not null,
  locale text not null,
  pack_id text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- The pack's price as it was agreed to; a higher one is asked for anew.
  amount bigint not null check (amount > 0),
  -- Below so many coins it buys.
  threshold bigint not null check (threshold > 0),
  -- Money in a month of UTC.
  monthly_cap bigint not null check (monthly_cap >= amount),
  card_id text not null,
  -- 'visa 4242'
  card_name text not null,
  state text not null default 'on' check (state in ('on', 'paused', 'off')),
  paused_for text,
  -- Declines since the last payment.
  declines integer not null default 0,
  -- The words that the fan agreed to, and when.
  consent text not null,
  consented_at timestamptz not null,
  -- Not before.
  next_at timestamptz not null default now(),
  checked_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((state = 'paused') = (paused_for is not null))
);
create index payments_top_ups_on on payments_top_ups (checked_at) where state = 'on';

create table payments_top_up_attempts (
  id uuid primary key default uuidv7(),
  person_id uuid not null,
  order_id uuid not null unique references payments_orders (id),
  customer_id text not null,
  card_id text not null,
  amount bigint not null,
  currency text not null,
  -- open: charged, or about to be; authentication: the fan has to finish it; the rest is over
  state text not null default 'open'
    check (state in ('open', 'authentication', 'paid', 'declined', 'refused', 'abandoned')),
  -- Stripe's PaymentIntent, while nothing is known of its end.
  intent text,
  reason text,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
-- Nobody is charged twice at once.
create unique index payments_top_up_attempts_open on payments_top_up_attempts (person_id)
  where state in ('open', 'authentication');
create index payments_top_up_attempts_person on payments_top_up_attempts (person_id, created_at);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw(
      'drop table payments_top_up_attempts, payments_top_ups, payments_stripe_customers'
    )
  }
}
