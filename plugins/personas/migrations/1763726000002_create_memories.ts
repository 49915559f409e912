import { BaseSchema } from '@adonisjs/lucid/schema'

/** What a fan wants a persona to keep in mind. Nobody else's persona is ever told it. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('personas_memories', (table) => {
      table.specificType('id', 'bigint generated always as identity').primary()
      table.uuid('owner_id').notNullable().comment('a person, or the account of a guest')
      table.uuid('persona_id').notNullable().references('personas_personas.id').onDelete('CASCADE')
      table.text('place').notNullable().comment('where it was kept: "direct", or a group')
      table.text('source').notNullable().comment('whose words it has')
      table.text('text').notNullable()
      table.integer('tokens').notNullable().comment('of the text')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.index(['owner_id', 'persona_id', 'id'], 'personas_memories_owned')
      table.check(`source in ('note', 'fan', 'persona')`, undefined, 'personas_memories_source')
      table.check(`text <> ''`, undefined, 'personas_memories_text')
    })
  }

  override async down() {
    this.schema.dropTable('personas_memories')
  }
}
