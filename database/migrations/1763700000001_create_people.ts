import { BaseSchema } from '@adonisjs/lucid/schema'

/** A person: someone who accepted the terms. `uuidv7()` is Postgres 18's own; its ids sort by age. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('people', (table) => {
      table.uuid('id').primary().defaultTo(this.raw('uuidv7()'))
      table.text('display_name').notNullable()
      table.text('locale')
      table.timestamp('adult_at', { useTz: true }).comment('when they said to be 18 or older')
      table.timestamp('banned_at', { useTz: true })
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('updated_at', { useTz: true }).notNullable().defaultTo(this.now())
    })

    this.schema.createTable('person_roles', (table) => {
      table.uuid('person_id').notNullable().references('people.id').onDelete('CASCADE')
      table.text('role').notNullable()
      table.timestamp('granted_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.primary(['person_id', 'role'])
      table.index(['role', 'granted_at'], 'person_roles_role')
      table.check(
        `role in ('fan', 'creator', 'moderator', 'admin')`,
        undefined,
        'person_roles_known'
      )
    })
  }

  override async down() {
    this.schema.dropTable('person_roles')
    this.schema.dropTable('people')
  }
}
