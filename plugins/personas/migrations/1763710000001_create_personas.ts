import { BaseSchema } from '@adonisjs/lucid/schema'

const SLIDERS = ['warmth', 'humour', 'formality', 'energy', 'verbosity', 'boldness'] as const

/** Characters. What a creator writes is here; what fans say to them is in the conversations. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('personas_personas', (table) => {
      table.uuid('id').primary().defaultTo(this.raw('uuidv7()'))
      table.uuid('creator_id').references('people.id').onDelete('SET NULL')
      table.text('slug').notNullable()
      table.text('name').notNullable()
      table.text('search_name').notNullable().comment('the name without case and accents')
      table.text('tagline').notNullable()
      table.text('description').notNullable()
      table.text('picture').notNullable().comment('site-relative address of a raster picture')
      table.text('greeting').notNullable()
      table.text('scenario').notNullable()
      table.jsonb('examples').notNullable().comment('[{fan, persona}]')
      for (const slider of SLIDERS) table.smallint(slider).notNullable().defaultTo(50)
      table.specificType('tags', 'text[]').notNullable().defaultTo('{}')
      table.specificType('topics', 'text[]').notNullable().defaultTo('{}')
      table.specificType('rules', 'text[]').notNullable().defaultTo('{}').comment('never-dos')
      table.specificType('knowledge', 'text[]').notNullable().defaultTo('{}')
      table.text('language').notNullable().comment('BCP 47')
      table.boolean('adult').notNullable().defaultTo(false)
      table.text('default_model')
      table.bigInteger('talks').notNullable().defaultTo(0).comment('conversations ever begun')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('updated_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.unique(['slug'], { indexName: 'personas_personas_slug' })
      table.index(['search_name'], 'personas_personas_name')
      table.index(['talks', 'slug'], 'personas_personas_popular')
      table.index(['creator_id'], 'personas_personas_creator')
      table.check(`slug ~ '^[a-z0-9][a-z0-9-]{0,39}$'`, undefined, 'personas_personas_slug_form')
      for (const slider of SLIDERS) {
        table.check(`${slider} between 0 and 100`, undefined, `personas_personas_${slider}_range`)
      }
    })
    this.schema.raw('create index personas_personas_tags on personas_personas using gin (tags)')
  }

  override async down() {
    this.schema.dropTable('personas_personas')
  }
}
