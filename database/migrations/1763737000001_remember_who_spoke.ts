import { BaseSchema } from '@adonisjs/lucid/schema'

/** When an account last said something, so that the program writes to a person where they are. */
export default class extends BaseSchema {
  override async up() {
    this.schema.alterTable('accounts', (table) => {
      table.timestamp('spoke_at', { useTz: true }).comment('written every ten minutes at most')
    })
  }

  override async down() {
    this.schema.alterTable('accounts', (table) => table.dropColumn('spoke_at'))
  }
}
