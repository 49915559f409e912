import { BaseSchema } from '@adonisjs/lucid/schema'

/** Names that the next migrations use: Postgres lets a new one be used only once it is committed. */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(`alter type ledger_account_kind add value if not exists 'receivable'`)
    this.schema.raw(`alter type ledger_operation add value if not exists 'top_up'`)
    this.schema.raw(`alter type ledger_operation add value if not exists 'reversal'`)
    this.schema.raw(`alter type ledger_operation add value if not exists 'restore'`)
  }

  /** Values cannot be taken out of a type; unused, they are in nobody's way. */
  override async down() {}
}
