import { BaseSchema } from '@adonisjs/lucid/schema'

/** E-mail and password, and one-time links. Nothing here can be turned back into what was typed. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('credentials', (table) => {
      table.uuid('id').primary().defaultTo(this.raw('uuidv7()'))
      table.uuid('person_id').notNullable().references('people.id').onDelete('CASCADE')
      table.text('email').notNullable()
      table.text('password').notNullable().comment('scrypt')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('updated_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.index('person_id', 'credentials_person')
    })
    this.schema.raw('CREATE UNIQUE INDEX credentials_email ON credentials (lower(email))')

    this.schema.createTable('sign_in_tokens', (table) => {
      table.binary('token_hash').primary().comment('sha-256')
      table.uuid('person_id').notNullable().references('people.id').onDelete('CASCADE')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('expires_at', { useTz: true }).notNullable()
      table.timestamp('used_at', { useTz: true })
      table.index(['person_id', 'created_at'], 'sign_in_tokens_person')
      table.index('expires_at', 'sign_in_tokens_expiry')
    })
  }

  override async down() {
    this.schema.dropTable('sign_in_tokens')
    this.schema.dropTable('credentials')
  }
}
