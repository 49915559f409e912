import { BaseSchema } from '@adonisjs/lucid/schema'

/** Money that was to go back and that a gateway did not send: for an operator to settle. */
const TABLE = `
create table communities_refused_refunds (
  -- The payments' own; nothing of theirs is referred to.
  payment_id text primary key,
  -- Null for a payment of a purchase that nobody made.
  community_id uuid references communities_communities (id),
  -- Why it was to go back, in a word.
  reason text not null,
  -- Minor units, or whole Stars; null for all that is left of the payment.
  amount bigint check (amount > 0),
  refused_at timestamptz not null,
  -- It went back after all: by a later try, or because somebody pressed.
  settled_at timestamptz
);
create index communities_refused_refunds_open on communities_refused_refunds (refused_at) where settled_at is null;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLE)
  }

  override async down() {
    this.schema.raw('drop table communities_refused_refunds')
  }
}
