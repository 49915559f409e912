import { BaseSchema } from '@adonisjs/lucid/schema'

/** Personas that another plugin made for their creator: the same key makes one. */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(`
create table personas_made (
  key text primary key,
  persona_id uuid not null references personas_personas (id) on delete cascade
)`)
  }

  override async down() {
    this.schema.raw('drop table personas_made')
  }
}
