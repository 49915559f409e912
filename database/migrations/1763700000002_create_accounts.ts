import { BaseSchema } from '@adonisjs/lucid/schema'

/** One platform's account; a guest while `person_id` is null. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('accounts', (table) => {
      table.uuid('id').primary().defaultTo(this.raw('uuidv7()'))
      table.text('platform').notNullable()
      table.text('platform_id').notNullable()
      table.text('display_name').notNullable()
      table.text('locale')
      table.uuid('person_id').references('people.id').onDelete('SET NULL')
      table.timestamp('banned_at', { useTz: true }).comment('bans a guest; people have their own')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('updated_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.unique(['platform', 'platform_id'], { indexName: 'accounts_platform' })
      table.index('person_id', 'accounts_person')
      table.check(
        `platform in ('discord', 'telegram', 'web', 'email')`,
        undefined,
        'accounts_known_platform'
      )
    })
  }

  override async down() {
    this.schema.dropTable('accounts')
  }
}
