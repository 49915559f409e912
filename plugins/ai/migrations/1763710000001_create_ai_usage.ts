import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * One row per call of a model. Append-only, and written behind the reply; ids of accounts and persons
 * are not foreign keys, because a check per row would cost more than the row is worth.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('ai_usage', (table) => {
      table.uuid('id').primary()
      table.timestamp('at', { useTz: true }).notNullable().index('ai_usage_at')
      table.uuid('account_id').notNullable()
      table.uuid('person_id').nullable()
      table.text('purpose').notNullable()
      table.text('asked_model').notNullable()
      table.text('model').notNullable()
      table.text('provider').notNullable()
      table.integer('input_tokens').notNullable()
      table.integer('output_tokens').notNullable()
      table.text('tokens_from').notNullable().checkIn(['server', 'counted'])
      table.bigInteger('cost_micro_usd').notNullable()
      table.integer('latency_ms').notNullable()
      table.integer('first_text_ms').nullable()
      table.specificType('attempts', 'smallint').notNullable()
      table.text('outcome').notNullable().checkIn(['completed', 'aborted', 'failed'])
      table.text('failure').nullable()
    })
  }

  override async down() {
    this.schema.dropTable('ai_usage')
  }
}
