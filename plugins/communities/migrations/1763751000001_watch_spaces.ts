import { BaseSchema } from '@adonisjs/lucid/schema'

/** When each space's next preflight is due: later than the last one, sooner where the platform did not answer. */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(`
      drop index communities_spaces_check;
      alter table communities_spaces add column next_check_at timestamptz;
      create index communities_spaces_check on communities_spaces (next_check_at nulls first)
        where state <> 'disconnected';
    `)
  }

  override async down() {
    this.schema.raw(`
      drop index communities_spaces_check;
      alter table communities_spaces drop column next_check_at;
      create index communities_spaces_check on communities_spaces (checked_at nulls first)
        where state <> 'disconnected';
    `)
  }
}
