import { BaseSchema } from '@adonisjs/lucid/schema'

/** When people were last told that their coins run out: once a day is enough. */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(`
      create table personas_low_notices (
        person_id uuid primary key,
        told_at timestamptz not null
      )
    `)
  }

  override async down() {
    this.schema.raw('drop table personas_low_notices')
  }
}
