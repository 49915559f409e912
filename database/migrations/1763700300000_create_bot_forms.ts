import { BaseSchema } from '@adonisjs/lucid/schema'

/** Half-filled forms, on platforms where a form is asked field by field. One per person and place. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('bot_forms', (table) => {
      table.text('frontend').notNullable()
      table.text('place').notNullable()
      table.text('platform_id').notNullable()
      table.jsonb('state').notNullable()
      table.integer('version').notNullable().defaultTo(1)
      table.timestamp('expires_at', { useTz: true }).notNullable().index('bot_forms_expiry')
      table.primary(['frontend', 'place', 'platform_id'])
    })
  }

  override async down() {
    this.schema.dropTable('bot_forms')
  }
}
