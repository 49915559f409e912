import { BaseSchema } from '@adonisjs/lucid/schema'

/** Replies that were said aloud: what each cost and what became of it. What is said is the reply itself. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('personas_spoken', (table) => {
      table.uuid('id').primary().defaultTo(this.raw('uuidv7()'))
      table.uuid('person_id').notNullable().references('people.id').onDelete('CASCADE')
      table.text('turn_key').notNullable().comment('of the update that asked to hear it')
      table.text('reply_key').notNullable().comment('turn key of the reply that is said')
      table.bigInteger('price').notNullable().comment('millicoins held')
      table.bigInteger('charge').notNullable().defaultTo(0).comment('millicoins taken')
      table.text('outcome').notNullable().defaultTo('speaking')
      table.text('failure')
      table.text('hold_id')
      table.timestamp('begun_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('settled_at', { useTz: true })
      table.unique(['turn_key'], { indexName: 'personas_spoken_turn' })
      table.index(['person_id'], 'personas_spoken_person')
      table.check(
        `outcome in ('speaking', 'delivered', 'undelivered', 'failed', 'stopped')`,
        undefined,
        'personas_spoken_outcome'
      )
      table.check('charge between 0 and price', undefined, 'personas_spoken_charge')
      table.check(
        `charge = 0 or outcome = 'delivered'`,
        undefined,
        'personas_spoken_only_delivered_is_paid'
      )
    })
    this.schema.raw(
      'create index personas_spoken_unsettled on personas_spoken (begun_at) where settled_at is null'
    )
    this.schema.createTable('personas_aloud', (table) => {
      table
        .uuid('conversation_id')
        .primary()
        .references('personas_conversations.id')
        .onDelete('CASCADE')
        .comment('each reply in it is said aloud')
      table.bigInteger('price').notNullable().comment('millicoins a part that the fan said yes to')
    })
  }

  override async down() {
    this.schema.dropTable('personas_aloud')
    this.schema.dropTable('personas_spoken')
  }
}
