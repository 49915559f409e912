import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What a gateway said that a return is worth, minor units; null for all that is left. `amount` is what it came to, which
 * may change when more becomes known.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw('alter table payments_returns add column told_amount bigint')
  }

  override async down() {
    this.schema.raw('alter table payments_returns drop column told_amount')
  }
}
