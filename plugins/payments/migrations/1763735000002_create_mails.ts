import { BaseSchema } from '@adonisjs/lucid/schema'

/** Mails about money: each is sent once. */
const TABLES = `
create table payments_mails (
  -- receipt:PAYMENT or return:RETURN:taken
  key text primary key,
  -- Who is sending it; another may after some minutes.
  claimed_at timestamptz not null default now(),
  sent_at timestamptz
);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw('drop table payments_mails')
  }
}
