import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What creators give their personas to know. Names and passages are encrypted under a key of the persona's own, which
 * is encrypted under the program's (columns named `_sealed`): without it they are noise.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('personas_knowledge', (table) => {
      table.uuid('id').primary()
      table.uuid('persona_id').notNullable().references('personas_personas.id').onDelete('CASCADE')
      table.binary('key_sealed').notNullable().comment('the key of this persona’s knowledge')
      table.bigInteger('version').notNullable().defaultTo(0).comment('grows with every change')
      table.unique(['persona_id'], { indexName: 'personas_knowledge_persona' })
    })
    this.schema.createTable('personas_knowledge_uploads', (table) => {
      table.uuid('id').primary()
      table.uuid('person_id').notNullable().references('people.id').onDelete('CASCADE')
      table.binary('name_sealed').notNullable()
      table.binary('content_sealed').notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.index(['person_id'], 'personas_knowledge_uploads_person')
      table.index(['created_at'], 'personas_knowledge_uploads_age')
    })
    this.schema.createTable('personas_knowledge_files', (table) => {
      table.uuid('id').primary()
      table
        .uuid('persona_id')
        .notNullable()
        .references('personas_knowledge.persona_id')
        .onDelete('CASCADE')
      table.uuid('upload_id').notNullable().comment('gone when it was read')
      table.text('state').notNullable().defaultTo('waiting')
      table.text('failure').comment('why it could not be read')
      table.binary('name').notNullable().comment('encrypted')
      table.integer('bytes').notNullable().comment('of the file as it was sent')
      table
        .smallint('speaker')
        .comment('whose words in a chat are the persona’s; null for nobody’s')
      table.smallint('progress').notNullable().defaultTo(0).comment('percent')
      table.integer('characters').notNullable().defaultTo(0)
      table.integer('passages').notNullable().defaultTo(0)
      table.integer('tokens').notNullable().defaultTo(0)
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.unique(['persona_id', 'upload_id'], { indexName: 'personas_knowledge_files_upload' })
      table.check(
        `state in ('waiting', 'ready', 'failed') and (state = 'failed') = (failure is not null)`,
        undefined,
        'personas_knowledge_files_state'
      )
    })
    this.schema.createTable('personas_knowledge_chunks', (table) => {
      table
        .uuid('file_id')
        .notNullable()
        .references('personas_knowledge_files.id')
        .onDelete('CASCADE')
      table.integer('ordinal').notNullable()
      table.smallint('tokens').notNullable()
      table.binary('passage').notNullable().comment('encrypted')
      table.primary(['file_id', 'ordinal'])
    })
  }

  override async down() {
    this.schema.dropTable('personas_knowledge_chunks')
    this.schema.dropTable('personas_knowledge_files')
    this.schema.dropTable('personas_knowledge_uploads')
    this.schema.dropTable('personas_knowledge')
  }
}
