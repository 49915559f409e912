import { BaseSchema } from '@adonisjs/lucid/schema'

/** What calls of one plugin cost is asked for every few minutes; byte order, so that the beginning of a purpose is a range. */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw('create index ai_usage_purpose on ai_usage (purpose collate "C", at)')
  }

  override async down() {
    this.schema.raw('drop index ai_usage_purpose')
  }
}
