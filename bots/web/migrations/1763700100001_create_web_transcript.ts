import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Conversations as the web page shows them. A message is kept in place: a growing reply or a list that is
 * paged is one row that changes, and `revision` says when it did, so that a page that was away asks for
 * what is newer than what it has.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('web_visitors', (table) => {
      table.uuid('id').primary()
      table
        .integer('epoch')
        .notNullable()
        .defaultTo(0)
        .comment('cookies of an older epoch are void')
      table.bigInteger('revision').notNullable().defaultTo(0)
      table.timestamp('seen_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.index('seen_at', 'web_visitors_age')
    })

    this.schema.createTable('web_messages', (table) => {
      table.uuid('visitor_id').notNullable().references('web_visitors.id').onDelete('CASCADE')
      table.uuid('id').notNullable()
      table.bigInteger('position').notNullable()
      table.bigInteger('revision').notNullable()
      table.jsonb('body').notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('updated_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.primary(['visitor_id', 'id'])
      table.index(['visitor_id', 'revision'], 'web_messages_revision')
      table.index(['visitor_id', 'position'], 'web_messages_position')
    })

    this.schema.createTable('web_files', (table) => {
      table.uuid('id').primary()
      table.uuid('visitor_id').notNullable().references('web_visitors.id').onDelete('CASCADE')
      table.text('name').notNullable()
      table.text('media_type').notNullable()
      table.binary('content').notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.index(['visitor_id', 'created_at'], 'web_files_visitor')
    })
  }

  override async down() {
    this.schema.dropTable('web_files')
    this.schema.dropTable('web_messages')
    this.schema.dropTable('web_visitors')
  }
}
