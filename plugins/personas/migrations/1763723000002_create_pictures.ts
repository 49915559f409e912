import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Pictures that people asked personas for. A row is what was wished for ('asked'), then what became of it; it is written
 * with its outcome before its coins are taken, and `settled_at` says whether the ledger has been told.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('personas_pictures', (table) => {
      table.uuid('id').primary().defaultTo(this.raw('uuidv7()'))
      table.uuid('person_id').notNullable().references('people.id').onDelete('CASCADE')
      table.uuid('persona_id').notNullable().references('personas_personas.id').onDelete('CASCADE')
      table.text('asked_key').notNullable().comment('of the update that wished for it')
      table.text('turn_key').comment('of the update that said yes to the price')
      table.text('words').notNullable()
      table.text('model_id').notNullable()
      table.bigInteger('price').notNullable().defaultTo(0).comment('millicoins held')
      table.bigInteger('charge').notNullable().defaultTo(0).comment('millicoins taken')
      table.text('outcome').notNullable().defaultTo('asked')
      table.text('failure')
      table.text('hold_id')
      table.binary('content').comment('marked as AI-made; only the newest of a person are kept')
      table.text('media_type')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('begun_at', { useTz: true })
      table.timestamp('settled_at', { useTz: true })
      table.unique(['asked_key'], { indexName: 'personas_pictures_asked' })
      table.unique(['turn_key'], { indexName: 'personas_pictures_turn' })
      table.index(['person_id', 'id'], 'personas_pictures_person')
      table.index(['persona_id'], 'personas_pictures_persona')
      table.check(
        `outcome in ('asked', 'drawing', 'made', 'delivered', 'undelivered', 'failed', 'stopped')`,
        undefined,
        'personas_pictures_outcome'
      )
      table.check('charge between 0 and price', undefined, 'personas_pictures_charge')
      table.check(
        `charge = 0 or outcome = 'delivered'`,
        undefined,
        'personas_pictures_only_delivered_is_paid'
      )
    })
    this.schema.raw(
      `create unique index personas_pictures_one_at_a_time on personas_pictures (person_id)
       where outcome in ('drawing', 'made')`
    )
    this.schema.raw(
      `create index personas_pictures_unsettled on personas_pictures (begun_at)
       where settled_at is null and outcome <> 'asked'`
    )
  }

  override async down() {
    this.schema.dropTable('personas_pictures')
  }
}
