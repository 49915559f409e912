import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What gateways told (events, as they came), what is true because of it (payments and returns), and what the ledger
 * made of it.
 */
const TABLES = `
-- The inbox: an event is kept before it is acknowledged, and is worked on by a job.
create table payments_events (
  id bigint generated always as identity primary key,
  provider text not null,
  event_id text not null,
  type text not null,
  body jsonb not null,
  received_at timestamptz not null default now(),
  -- new: to be worked on; done: its facts are kept; ignored: of no use here; failed: given up after its attempts
  state text not null default 'new' check (state in ('new', 'done', 'ignored', 'failed')),
  attempts integer not null default 0,
  error text,
  ended_at timestamptz,
  unique (provider, event_id)
);
create index payments_events_new on payments_events (id) where state in ('new', 'failed');
create index payments_events_received on payments_events (received_at desc);

create sequence payments_receipt_numbers;

-- Money that a gateway took. Its id at the gateway is known before anything else of it may be: a refund can be first.
create table payments_payments (
  id uuid primary key default uuidv7(),
  gateway text not null,
  provider_payment text not null,
  -- pending: something is known of it, not yet that it was paid; unmatched: paid, but for no order of ours or by
  -- nobody we know; mismatched: another amount than the order's; credited: its coins are in the books.
  state text not null default 'pending'
    check (state in ('pending', 'unmatched', 'mismatched', 'credited')),
  order_id uuid references payments_orders (id),
  person_id uuid,
  account_id uuid,
  -- Of the account that paid, where the platform names it.
  payer_platform_id text,
  pack_id text,
  coins bigint,
  bonus bigint,
  currency text,
  amount bigint,
  -- Part of the amount, as the rules said when it was credited.
  tax bigint,
  -- Kept by the gateway; known at reconciliation.
  gateway_fee bigint,
  -- The ledger's top-up.
  transfer_id text,
  -- 'GR-2026-000123'
  receipt text unique,
  paid_at timestamptz,
  credited_at timestamptz,
  created_at timestamptz not null default now(),
  unique (gateway, provider_payment)
);
create index payments_payments_person on payments_payments (person_id, paid_at);
create index payments_payments_time on payments_payments (gateway, paid_at);

-- Money that went back, or is held back.
create table payments_returns (
  id uuid primary key default uuidv7(),
  payment_id uuid not null references payments_payments (id),
  gateway text not null,
  provider_return text not null,
  kind text not null check (kind in ('refund', 'dispute')),
  -- Minor units; null for all that is left, until it is applied.
  amount bigint,
  fee bigint not null default 0,
  -- known: to be taken back; applied: in the books; failed: the refund came to nothing; won: the dispute was won;
  -- restored: and the coins are given back
  state text not null default 'known' check (state in ('known', 'applied', 'failed', 'won', 'restored')),
  reversal_id text,
  restore_id text,
  at timestamptz not null,
  created_at timestamptz not null default now(),
  unique (gateway, provider_return)
);
create index payments_returns_payment on payments_returns (payment_id);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw(`
      drop table payments_returns, payments_payments, payments_events;
      drop sequence payments_receipt_numbers;
    `)
  }
}
