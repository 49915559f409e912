import { BaseSchema } from '@adonisjs/lucid/schema'

/** What a creator's own persona has beyond a demonstration one; `card` is what an imported card brought, untouched. */
export default class extends BaseSchema {
  override async up() {
    this.schema.alterTable('personas_personas', (table) => {
      table.text('status').notNullable().defaultTo('published')
      table.specificType('greetings', 'text[]').notNullable().defaultTo('{}').comment('alternates')
      table.text('system_prompt').notNullable().defaultTo('')
      table.text('post_history').notNullable().defaultTo('')
      table.jsonb('lorebook')
      table.text('voice')
      table.jsonb('card')
      table.timestamp('published_at', { useTz: true })
      table.check(
        `status in ('draft', 'published', 'withdrawn')`,
        undefined,
        'personas_personas_status'
      )
    })
  }

  override async down() {
    this.schema.alterTable('personas_personas', (table) => {
      table.dropChecks('personas_personas_status')
      table.dropColumns(
        'status',
        'greetings',
        'system_prompt',
        'post_history',
        'lorebook',
        'voice',
        'card',
        'published_at'
      )
    })
  }
}
