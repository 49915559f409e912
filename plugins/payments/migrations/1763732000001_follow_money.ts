import { BaseSchema } from '@adonisjs/lucid/schema'

/** How facts become books: what is known of a payment, and each thing that the ledger is told because of it. */
const TABLES = `
alter table payments_payments
  -- What the gateway calls the order, until it is found; ours: it is our own id.
  add column order_ref text,
  add column order_ref_ours boolean not null default false,
  -- With payer_platform_id: who paid, where the platform names them.
  add column payer_platform text,
  -- The gateway's id of a warning that this is fraud.
  add column fraud_warning text,
  -- The gateway knows that the coins were given.
  add column after_credit_at timestamptz,
  -- Facts came that the books may not show yet; null once they do.
  add column unsettled_since timestamptz,
  -- Grows with each fact that is kept: what was looked up before still stands only while it is the same.
  add column facts integer not null default 0;
create index payments_payments_unsettled on payments_payments (unsettled_since) where unsettled_since is not null;
create index payments_payments_order_ref on payments_payments (gateway, order_ref) where state = 'unmatched';
create index payments_payments_payer on payments_payments (payer_platform, payer_platform_id)
  where state = 'unmatched';
create index payments_payments_order on payments_payments (order_id);

-- What the gateway's page and the receipt call it, in the fan's language when it was ordered.
alter table payments_orders
  add column title text not null default '',
  add column description text not null default '';

alter table payments_returns
  -- When the refund or dispute itself was told; its outcome may be known before.
  add column announced_at timestamptz,
  add column outcome text check (outcome in ('failed', 'won', 'lost')),
  add column outcome_at timestamptz;

-- What the ledger is told, written down before it is told: the same key always has the same content.
create table payments_moves (
  id bigint generated always as identity primary key,
  payment_id uuid not null references payments_payments (id),
  -- Of a take: the return that it is for.
  return_id uuid references payments_returns (id),
  -- credit: coins for money; take: a return's share of the coins; give: undoes a take; money: money alone
  kind text not null check (kind in ('credit', 'take', 'give', 'money')),
  key text not null unique,
  -- Of a give: the take that it undoes.
  undoes bigint unique references payments_moves (id),
  purchased bigint not null default 0 check (purchased >= 0),
  promo bigint not null default 0 check (promo >= 0),
  bearer text,
  memo jsonb not null,
  -- [{"account": …, "commodity": …, "amount": "digits"}]
  money jsonb not null,
  state text not null default 'asked' check (state in ('asked', 'done')),
  -- The ledger's id of what it did.
  transfer_id text,
  created_at timestamptz not null default now(),
  done_at timestamptz
);
-- One thing at a time for a payment.
create unique index payments_moves_asked on payments_moves (payment_id) where state = 'asked';
create index payments_moves_payment on payments_moves (payment_id, id);
create index payments_moves_return on payments_moves (return_id);

-- Refunds that this program asks for: kept before the gateway is asked, so that the same wish is one refund.
create table payments_refunds (
  -- Also the gateway's idempotency key.
  id uuid primary key default uuidv7(),
  payment_id uuid not null references payments_payments (id),
  -- Minor units; null for all that is left.
  amount bigint check (amount > 0),
  -- A person's id, or 'program'.
  asked_by text not null,
  reason text not null,
  -- asked: the gateway may or may not have done it; unclear: it never said, and asking again could pay twice
  state text not null default 'asked' check (state in ('asked', 'refunded', 'refused', 'unclear')),
  provider_refund text,
  refusal text,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create unique index payments_refunds_asked on payments_refunds (payment_id) where state = 'asked';
create unique index payments_refunds_fraud on payments_refunds (payment_id) where reason = 'fraud_warning';
create index payments_refunds_payment on payments_refunds (payment_id);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw(`
      drop table payments_refunds, payments_moves;
      drop index payments_payments_order;
      alter table payments_orders drop column title, drop column description;
      alter table payments_returns drop column announced_at, drop column outcome, drop column outcome_at;
      alter table payments_payments
        drop column order_ref, drop column order_ref_ours, drop column payer_platform, drop column fraud_warning,
        drop column after_credit_at, drop column unsettled_since, drop column facts;
    `)
  }
}
