import { BaseSchema } from '@adonisjs/lucid/schema'

/** Calls that are not text count something else than tokens, and jobs of the program call for nobody. */
export default class extends BaseSchema {
  override async up() {
    this.schema.alterTable('ai_usage', (table) => {
      table.setNullable('account_id')
      table.integer('units').nullable().comment('how many of `unit`; null for text')
      table.text('unit').nullable()
      table.check(
        `unit in ('images', 'seconds', 'characters') and units >= 0 or unit is null and units is null`,
        undefined,
        'ai_usage_units'
      )
    })
  }

  override async down() {
    this.schema.raw('delete from ai_usage where account_id is null')
    this.schema.alterTable('ai_usage', (table) => {
      table.dropChecks('ai_usage_units')
      table.dropColumns('units', 'unit')
      table.dropNullable('account_id')
    })
  }
}
