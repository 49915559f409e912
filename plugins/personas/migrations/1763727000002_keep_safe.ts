import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * A message may be stopped before it is answered: it is kept, with why. Who was in danger is spoken to with care for a
 * while, wherever they talk.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(`
      alter table personas_messages drop constraint personas_messages_outcome;
      alter table personas_messages add constraint personas_messages_outcome check (
        (role = 'fan' and answers_id is null and outcome in ('received', 'blocked') and price = 0)
        or (role = 'persona' and answers_id is not null and outcome in
            ('delivered', 'stopped', 'failed', 'undelivered', 'blocked')));
      alter table personas_conversations add column reminded_at timestamptz;
      comment on column personas_conversations.reminded_at is 'when the fan was last reminded that this is an AI';
      create table personas_careful (
        owner_id uuid primary key,
        until timestamptz not null
      );
      comment on table personas_careful is 'people who wrote that they are in danger, and until when care is taken'`)
  }

  override async down() {
    this.schema.raw(`
      drop table personas_careful;
      alter table personas_conversations drop column reminded_at;
      delete from personas_messages where role = 'fan' and outcome = 'blocked';
      alter table personas_messages drop constraint personas_messages_outcome;
      alter table personas_messages add constraint personas_messages_outcome check (
        (role = 'fan' and answers_id is null and outcome = 'received' and price = 0)
        or (role = 'persona' and answers_id is not null and outcome in
            ('delivered', 'stopped', 'failed', 'undelivered', 'blocked')))`)
  }
}
