import { BaseSchema } from '@adonisjs/lucid/schema'

/** A name that the next migration uses: Postgres lets a new one be used only once it is committed. */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(`alter type ledger_operation add value if not exists 'sale'`)
  }

  /** Values cannot be taken out of a type; unused, they are in nobody's way. */
  override async down() {}
}
