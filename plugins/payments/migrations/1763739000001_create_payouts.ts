import { BaseSchema } from '@adonisjs/lucid/schema'

/** Creators who are paid, and what they were paid. Coins are millicoins, amounts minor units. */
const TABLES = `
create table payments_payees (
  id uuid primary key default uuidv7(),
  person_id uuid not null unique,
  provider text not null check (provider in ('stripe', 'manual')),
  -- The creator's account at the provider; none where an admin pays by hand.
  provider_account text unique,
  -- Where an admin sends the money: the creator's own words (an IBAN, a PayPal address).
  details_sealed bytea,
  -- Whether money can be sent there now.
  ready boolean not null default false,
  -- Everything that is available, on the first of each month.
  monthly boolean not null default false,
  updated_at timestamptz not null default now()
);

create table payments_payouts (
  id uuid primary key default uuidv7(),
  person_id uuid not null,
  provider text not null check (provider in ('stripe', 'manual')),
  coins bigint not null check (coins > 0),
  currency text not null,
  amount bigint not null check (amount > 0),
  -- Millionths of the currency's unit for a coin, as they were.
  micro_per_coin bigint not null,
  -- asked: to be taken out of the earnings; reserved: taken, waits to be sent; sent: the provider has it, the books
  -- are about to say so; paid; failing and reversing: coins are about to go back; failed, reversed: they are back;
  -- refused: the earnings were no longer there.
  state text not null default 'asked' check (state in
    ('asked', 'reserved', 'sent', 'paid', 'failing', 'failed', 'reversing', 'reversed', 'refused')),
  -- So many admins have to agree before it is sent.
  approvals_needed integer not null default 0,
  provider_payout text,
  -- What the admin who paid wrote down, or the provider's id.
  reference text,
  reason text,
  -- Asked for by the schedule of that month, 'YYYY-MM'.
  month text,
  asked_at timestamptz not null default now(),
  paid_at timestamptz,
  ended_at timestamptz,
  unique (provider, provider_payout),
  unique (person_id, month)
);
-- One payout of a creator at a time: two at once would each count the same pending earnings.
create unique index payments_payouts_open on payments_payouts (person_id)
  where state in ('asked', 'reserved', 'sent', 'failing', 'reversing');
create index payments_payouts_person on payments_payouts (person_id, asked_at desc);
create index payments_payouts_unsettled on payments_payouts (asked_at)
  where state in ('asked', 'reserved', 'sent', 'failing', 'reversing');

create table payments_payout_approvals (
  payout_id uuid not null references payments_payouts (id),
  admin_id uuid not null,
  approved_at timestamptz not null default now(),
  primary key (payout_id, admin_id)
);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw('drop table payments_payout_approvals, payments_payouts, payments_payees')
  }
}
