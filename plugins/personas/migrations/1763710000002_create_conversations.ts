import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * One account's talk with one persona in one place. The conversation that was chosen last in a place is the
 * one that plain text continues.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('personas_conversations', (table) => {
      table.uuid('id').primary().defaultTo(this.raw('uuidv7()'))
      table.uuid('account_id').notNullable().references('accounts.id').onDelete('CASCADE')
      table.text('place').notNullable().comment('<frontend>:<chat or channel id>')
      table.uuid('persona_id').notNullable().references('personas_personas.id').onDelete('CASCADE')
      table.text('model_id').comment('chosen by the fan; null for the persona’s own')
      table.bigInteger('accepted_price').comment('millicoins a reply that the fan said yes to')
      table.timestamp('started_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('chosen_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('reset_at', { useTz: true }).comment('what is older is forgotten')
      table.unique(['account_id', 'place', 'persona_id'], {
        indexName: 'personas_conversations_whole',
      })
      table.index(['account_id', 'place', 'chosen_at'], 'personas_conversations_current')
      table.index(['place', 'chosen_at'], 'personas_conversations_place')
      table.index(['persona_id'], 'personas_conversations_persona')
      table.check('accepted_price >= 0', undefined, 'personas_conversations_price')
    })
  }

  override async down() {
    this.schema.dropTable('personas_conversations')
  }
}
