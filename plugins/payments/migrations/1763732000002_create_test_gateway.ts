import { BaseSchema } from '@adonisjs/lucid/schema'

/** The test gateway's own memory: what it "took" and gave back. Empty wherever a real gateway is connected. */
const TABLES = `
create table payments_test_charges (
  id text primary key,
  order_id uuid not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  fraud_warning text,
  at timestamptz not null default now()
);
create index payments_test_charges_order on payments_test_charges (order_id);

create table payments_test_returns (
  id text primary key,
  charge_id text not null references payments_test_charges (id),
  kind text not null check (kind in ('refund', 'dispute')),
  amount bigint not null check (amount > 0),
  fee bigint not null default 0,
  -- Of a dispute.
  outcome text check (outcome in ('won', 'lost')),
  outcome_at timestamptz,
  -- Whoever asked under it before gets the same refund.
  key text unique,
  at timestamptz not null default now()
);
create index payments_test_returns_charge on payments_test_returns (charge_id);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw('drop table payments_test_returns, payments_test_charges')
  }
}
