import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Rooms with several people: which personas are bound to one, and what was said aloud in it. The words stay in
 * `personas_messages`; a line says where they are and under which name they were said.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('personas_bindings', (table) => {
      table.text('place').notNullable().comment('<frontend>:<chat or channel id>')
      table.uuid('persona_id').notNullable().references('personas_personas.id').onDelete('CASCADE')
      table.uuid('bound_by').comment('an account; null when its person is forgotten')
      table.timestamp('bound_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.primary(['place', 'persona_id'])
    })
    this.schema.createTable('personas_room_lines', (table) => {
      table.text('place').notNullable()
      table.bigInteger('message_id').notNullable()
      table
        .uuid('conversation_id')
        .notNullable()
        .references('personas_conversations.id')
        .onDelete('CASCADE')
      table.uuid('account_id').comment('of a fan who spoke; null for a persona')
      table.text('speaker').notNullable().comment('the name that a fan had then')
      table.primary(['place', 'message_id'])
      table.index(['account_id'], 'personas_room_lines_account')
      table.index(['conversation_id'], 'personas_room_lines_conversation')
    })
  }

  override async down() {
    this.schema.dropTable('personas_room_lines')
    this.schema.dropTable('personas_bindings')
  }
}
