import { BaseSchema } from '@adonisjs/lucid/schema'

/** A message of somebody who may be in danger is answered by who helps: both are marked, and neither counts nor is read on. */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(`
      alter table coach_messages drop constraint coach_messages_ending_check;
      alter table coach_messages add constraint coach_messages_ending_check
        check (ending in ('whole', 'stopped', 'cut', 'crisis'));
    `)
  }

  override async down() {
    this.schema.raw(`
      delete from coach_messages where ending = 'crisis';
      alter table coach_messages drop constraint coach_messages_ending_check;
      alter table coach_messages add constraint coach_messages_ending_check
        check (ending in ('whole', 'stopped', 'cut'));
    `)
  }
}
