import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * People end in two ways: merged into another (their old id then means that one), or deleted (it means nobody).
 * The row stays in both, because the books name it.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.alterTable('people', (table) => {
      table.uuid('merged_into').references('people.id').comment('never itself a merged one')
      table.timestamp('deleted_at', { useTz: true })
      table
        .boolean('returning')
        .notNullable()
        .defaultTo(false)
        .comment('joined with an account of somebody who was deleted')
      table.index('merged_into', 'people_merged')
    })
    this.schema.alterTable('accounts', (table) => {
      table.dropChecks('accounts_known_platform')
      table.check(
        `platform in ('discord', 'telegram', 'web', 'email', 'google')`,
        undefined,
        'accounts_known_platform'
      )
    })

    this.schema.createTable('link_codes', (table) => {
      table.uuid('id').primary().defaultTo(this.raw('gen_random_uuid()'))
      table.binary('code_hash').notNullable().unique().comment('HMAC-SHA-256 under APP_KEY')
      table.uuid('account_id').notNullable().unique().references('accounts.id').onDelete('CASCADE')
      table
        .uuid('typed_by')
        .references('accounts.id')
        .onDelete('CASCADE')
        .comment('the one account that may confirm it')
      table.timestamp('expires_at', { useTz: true }).notNullable()
      table.timestamp('used_at', { useTz: true })
      table.index('typed_by', 'link_codes_typed_by')
      table.index('expires_at', 'link_codes_expiry')
    })

    this.schema.createTable('departed_accounts', (table) => {
      table.binary('digest').primary().comment('HMAC-SHA-256 under APP_KEY of platform and id')
      table.timestamp('departed_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.index('departed_at', 'departed_accounts_age')
    })
  }

  override async down() {
    this.schema.dropTable('departed_accounts')
    this.schema.dropTable('link_codes')
    this.schema.raw(`delete from accounts where platform = 'google'`)
    this.schema.alterTable('accounts', (table) => {
      table.dropChecks('accounts_known_platform')
      table.check(
        `platform in ('discord', 'telegram', 'web', 'email')`,
        undefined,
        'accounts_known_platform'
      )
    })
    this.schema.alterTable('people', (table) => {
      table.dropIndex('merged_into', 'people_merged')
      table.dropColumns('merged_into', 'deleted_at', 'returning')
    })
  }
}
