import { BaseSchema } from '@adonisjs/lucid/schema'

/** What admins look through and replay, and the comparison of the gateways' own lists with what is kept here. */
const TABLES = `
-- How often an admin had it worked on again: each time is a job of its own.
alter table payments_events add column replays integer not null default 0;
create index payments_events_by_type on payments_events (provider, type, id);
create index payments_events_by_state on payments_events (state, id);
create index payments_events_ended on payments_events (ended_at) where state in ('done', 'ignored');

create index payments_payments_by_state on payments_payments (state, id);

-- One going through of a gateway's list.
create table payments_reconciliations (
  id bigint generated always as identity primary key,
  gateway text not null,
  -- The list from here on.
  since timestamptz not null,
  state text not null default 'running' check (state in ('running', 'done', 'failed')),
  -- Lines of the list, and those that were not known here and are now.
  records integer not null default 0,
  repaired integer not null default 0,
  error text,
  started_at timestamptz not null default now(),
  -- A run that has not been heard of for a while was left by its process: the next one goes on with it.
  heard_at timestamptz not null default now(),
  ended_at timestamptz
);
-- One at a time for a gateway.
create unique index payments_reconciliations_running on payments_reconciliations (gateway) where state = 'running';
create index payments_reconciliations_gateway on payments_reconciliations (gateway, id);

-- The last run that found it in the gateway's list.
alter table payments_payments add column reconciliation_id bigint;
alter table payments_returns add column reconciliation_id bigint,
  -- What the gateway kept of a refund, minor units; what it keeps of a dispute is in its fee.
  add column gateway_fee bigint;
create index payments_returns_time on payments_returns (gateway, at);

-- What the gateway says and what is kept here are not the same, and nobody but a person can say why.
create table payments_differences (
  id bigint generated always as identity primary key,
  gateway text not null,
  -- Of what, by the gateway's id of it.
  part text not null check (part in ('payment', 'refund', 'dispute')),
  subject text not null,
  -- The payment that it is of, by the gateway's id.
  payment text not null,
  kind text not null,
  -- Both sides: {"amount": "499", "currency": "USD", …}; null where there is nothing.
  theirs jsonb,
  ours jsonb,
  found_at timestamptz not null default now(),
  -- The run that saw it last.
  reconciliation_id bigint not null,
  closed_at timestamptz
);
create unique index payments_differences_open on payments_differences (gateway, part, subject, kind)
  where closed_at is null;
create index payments_differences_found on payments_differences (found_at);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw(`
      drop table payments_differences, payments_reconciliations;
      drop index payments_returns_time;
      alter table payments_returns drop column reconciliation_id, drop column gateway_fee;
      alter table payments_payments drop column reconciliation_id;
      drop index payments_payments_by_state, payments_events_ended, payments_events_by_state, payments_events_by_type;
      alter table payments_events drop column replays;
    `)
  }
}
