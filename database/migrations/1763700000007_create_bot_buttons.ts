import { BaseSchema } from '@adonisjs/lucid/schema'

/** What a button means: the platforms carry no more than its id (Telegram: 64 bytes). */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('bot_buttons', (table) => {
      table.text('id').primary()
      table.uuid('account_id').notNullable().references('accounts.id').onDelete('CASCADE')
      table.jsonb('invocation').notNullable()
      table.boolean('single_use').notNullable().defaultTo(false)
      table.boolean('anyone').notNullable().defaultTo(false)
      table.boolean('replaces').notNullable().defaultTo(false)
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('expires_at', { useTz: true }).notNullable()
      table.timestamp('used_at', { useTz: true })
      table.index('account_id', 'bot_buttons_account')
      table.index('expires_at', 'bot_buttons_expiry')
      table.check('length(id) between 1 and 24', undefined, 'bot_buttons_short_id')
    })
  }

  override async down() {
    this.schema.dropTable('bot_buttons')
  }
}
