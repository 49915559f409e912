import { BaseSchema } from '@adonisjs/lucid/schema'

/** A browser that was signed out is somebody new: nobody opens its conversation any more. */
export default class extends BaseSchema {
  override async up() {
    this.schema.alterTable('web_visitors', (table) => {
      table.timestamp('left_at', { useTz: true })
    })
  }

  override async down() {
    this.schema.alterTable('web_visitors', (table) => table.dropColumn('left_at'))
  }
}
