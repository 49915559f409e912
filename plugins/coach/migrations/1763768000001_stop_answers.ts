import { BaseSchema } from '@adonisjs/lucid/schema'

/** An answer is stopped from wherever its creator is: what is asked to stop is a claim, and so nothing that is begun later. */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw('alter table coach_messages add column stopping uuid')
  }

  override async down() {
    this.schema.raw('alter table coach_messages drop column stopping')
  }
}
