import { BaseSchema } from '@adonisjs/lucid/schema'

/** API tokens, in the columns that @adonisjs/auth's database provider reads and writes. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('api_tokens', (table) => {
      table.bigIncrements('id')
      table.uuid('tokenable_id').notNullable().references('people.id').onDelete('CASCADE')
      table.text('type').notNullable()
      table.text('name')
      table.text('hash').notNullable().comment('sha-256; the secret has 40 characters')
      table.text('abilities').notNullable()
      table.timestamp('created_at', { useTz: true })
      table.timestamp('updated_at', { useTz: true })
      table.timestamp('last_used_at', { useTz: true })
      table.timestamp('expires_at', { useTz: true })
      table.index('tokenable_id', 'api_tokens_person')
      table.index('expires_at', 'api_tokens_expiry')
    })
  }

  override async down() {
    this.schema.dropTable('api_tokens')
  }
}
