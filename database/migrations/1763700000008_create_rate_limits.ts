import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * The table of @adonisjs/limiter's database store, as its documentation gives it but for `expire`: the store
 * counts with it as a number, and a `bigint` column comes out of this program's connections as a bigint. A
 * double holds milliseconds exactly until the year 287396.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('rate_limits', (table) => {
      table.string('key', 255).notNullable().primary()
      table.integer('points').notNullable().defaultTo(0)
      table.double('expire')
      table.index('expire', 'rate_limits_expiry')
    })
  }

  override async down() {
    this.schema.dropTable('rate_limits')
  }
}
