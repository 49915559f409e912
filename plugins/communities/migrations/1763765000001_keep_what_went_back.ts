import { BaseSchema } from '@adonisjs/lucid/schema'

/** What of a payment went back, whether or not its cycle was written by then, and what a cut cycle's rest was worth. */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(`
create table communities_returns (
  payment_id uuid primary key,
  -- How much the payments knew when they told it: what was known before that is not heard any more.
  as_of integer not null,
  -- Minor units that went back or are held back.
  gone bigint not null check (gone >= 0),
  whole boolean not null,
  disputed boolean not null
);

alter table communities_cycles
  -- Of a cycle that a change of tier cut short: what stood of its own payment then, and what of that counts in the next.
  add column cut_rest bigint check (cut_rest >= 0),
  add column cut_credit bigint check (cut_credit >= 0);
    `)
  }

  override async down() {
    this.schema.raw(`
alter table communities_cycles drop column cut_rest, drop column cut_credit;
drop table communities_returns;
    `)
  }
}
