import { BaseSchema } from '@adonisjs/lucid/schema'

/** What a cycle brought its community's creator, for their figures; the books are the ledger's. */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(
      'alter table communities_cycles add column creator_share bigint not null default 0 check (creator_share >= 0)'
    )
  }

  override async down() {
    this.schema.raw('alter table communities_cycles drop column creator_share')
  }
}
