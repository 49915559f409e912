import { BaseSchema } from '@adonisjs/lucid/schema'

/** What came in from outside, by the sender's own id: the second copy of an event is not handled. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('inbox', (table) => {
      table.text('source').notNullable().comment('telegram, discord, web, stripe, …')
      table.text('event_id').notNullable()
      table.jsonb('payload')
      table.timestamp('received_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('claimed_at', { useTz: true })
      table.timestamp('processed_at', { useTz: true })
      table.primary(['source', 'event_id'])
      table.index('received_at', 'inbox_age')
    })
  }

  override async down() {
    this.schema.dropTable('inbox')
  }
}
