import { BaseSchema } from '@adonisjs/lucid/schema'

/** Money for what other plugins sell, and subscriptions; see docs/adr/0030. */
const TABLES = `
-- An order is of a pack, or of something that another plugin sells: then it names the plugin, what that calls the thing,
-- and who earns by it; its coins are what the money is worth.
alter table payments_orders
  alter column pack_id drop not null,
  -- The selling plugin's: the same key is the same order.
  add column sale_key text unique,
  add column seller text,
  add column reference text,
  add column creator_id uuid,
  -- The gateway charges again every period by itself.
  add column recurring text check (recurring in ('month', 'year')),
  -- Free days before the first payment.
  add column trial_days integer check (trial_days >= 0),
  add constraint payments_orders_sold check (
    (seller is null) = (pack_id is not null) and (seller is null) = (sale_key is null)
    and (seller is null) = (reference is null) and (seller is null) = (creator_id is null)
    and (recurring is null or seller is not null) and (recurring is null) = (trial_days is null)
    and (seller is null or bonus = 0));

-- sell: money for something that is not coins; names the creator, since the ledger is told the same again after a crash.
alter table payments_moves
  add column creator_id uuid,
  drop constraint payments_moves_kind_check,
  add constraint payments_moves_kind_check check (kind in ('credit', 'sell', 'take', 'give', 'money')),
  add constraint payments_moves_creator check ((kind = 'sell') = (creator_id is not null));

-- The caller's: the same key is the same refund.
alter table payments_refunds add column wish_key text unique;

-- What is true of an order that the gateway renews by itself.
create table payments_subscriptions (
  order_id uuid primary key references payments_orders (id) on delete cascade,
  gateway text not null,
  -- The gateway's id of it.
  provider_subscription text not null,
  -- past_due: a payment failed, and the gateway tries again
  state text not null check (state in ('running', 'past_due', 'ended')),
  renews boolean not null,
  paid_until timestamptz,
  -- When the gateway said so.
  as_of timestamptz not null,
  -- How often it was told of to others.
  told integer not null default 0,
  created_at timestamptz not null default now(),
  unique (gateway, provider_subscription)
);
create index payments_subscriptions_running on payments_subscriptions (gateway, paid_until) where state <> 'ended';

-- The test gateway's own subscriptions.
create table payments_test_subscriptions (
  id text primary key,
  order_id uuid not null unique,
  state text not null check (state in ('running', 'past_due', 'ended')),
  renews boolean not null default true,
  paid_until timestamptz not null,
  -- Grows with each change.
  changed_at timestamptz not null default clock_timestamp()
);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw(`
      drop table payments_test_subscriptions, payments_subscriptions;
      alter table payments_refunds drop column wish_key;
      alter table payments_moves
        drop constraint payments_moves_creator,
        drop column creator_id,
        drop constraint payments_moves_kind_check,
        add constraint payments_moves_kind_check check (kind in ('credit', 'take', 'give', 'money'));
      alter table payments_orders
        drop constraint payments_orders_sold,
        drop column sale_key, drop column seller, drop column reference, drop column creator_id,
        drop column recurring, drop column trial_days,
        alter column pack_id set not null;
    `)
  }
}
