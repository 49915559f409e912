import { BaseSchema } from '@adonisjs/lucid/schema'

/** What renewals and changes of tier keep: see docs/adr/0031. */
const COLUMNS = `
alter table communities_memberships
  -- A higher price of the tier that the fan was asked about, millicoins; null when nothing is asked.
  add column asked_coins bigint,
  -- What a cycle of next_tier_id costs, as it was agreed.
  add column next_coins bigint;

alter table communities_memberships drop constraint communities_memberships_end_reason_check;
alter table communities_memberships add constraint communities_memberships_end_reason_check check (end_reason in
  ('cancelled', 'unpaid', 'refunded', 'disputed', 'removed', 'expired', 'deleted', 'merged'));

alter table communities_cycles
  -- The tier's whole price as it was agreed, before a code and before what was paid already; millicoins.
  add column agreed bigint,
  -- What the statement calls it, as it was first asked for: a charge that is asked again is the same to the letter.
  add column label text,
  -- What of the cycle before counts as paid for this one: its unused share, millicoins.
  add column credit bigint not null default 0 check (credit >= 0),
  -- The end that it had before a change of tier cut it short; null when it was not cut, or had none.
  add column cut_from timestamptz;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(COLUMNS)
  }

  override async down() {
    this.schema.raw(`
      update communities_memberships set end_reason = 'cancelled' where end_reason = 'merged';
      alter table communities_memberships drop constraint communities_memberships_end_reason_check;
      alter table communities_memberships add constraint communities_memberships_end_reason_check check (end_reason in
        ('cancelled', 'unpaid', 'refunded', 'disputed', 'removed', 'expired', 'deleted'));
      alter table communities_memberships drop column asked_coins, drop column next_coins;
      alter table communities_cycles drop column agreed, drop column label, drop column credit, drop column cut_from;
    `)
  }
}
