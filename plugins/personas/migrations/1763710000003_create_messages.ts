import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What was said. A reply answers a fan's message; a message may have several replies, of which the last good
 * one counts. A reply is written once, when it is known what reached the fan, and before its coins are taken:
 * from then on `settled_at` says whether the ledger has been told.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('personas_messages', (table) => {
      table.specificType('id', 'bigint generated always as identity').notNullable()
      table
        .uuid('conversation_id')
        .notNullable()
        .references('personas_conversations.id')
        .onDelete('CASCADE')
      table.text('role').notNullable()
      table.bigInteger('answers_id').comment('of a reply: the message that it answers')
      table.text('text').notNullable()
      table.text('turn_key').notNullable().comment('of the update that caused it')
      table.text('outcome').notNullable()
      table.text('failure').comment('why a reply failed')
      table.text('model_id')
      table.bigInteger('price').notNullable().defaultTo(0).comment('millicoins held')
      table.bigInteger('charge').notNullable().defaultTo(0).comment('millicoins taken')
      table.integer('tokens').notNullable().defaultTo(0).comment('of the text')
      table.integer('prompt_tokens').notNullable().defaultTo(0).comment('read by the model')
      table.text('hold_id')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('settled_at', { useTz: true })
      // A conversation's newest messages are what is read; an index on the id alone would tempt the planner to
      // walk through everyone's.
      table.primary(['conversation_id', 'id'])
      table.unique(['turn_key', 'role'], { indexName: 'personas_messages_turn' })
      table.check(
        `(role = 'fan' and answers_id is null and outcome = 'received' and price = 0)
         or (role = 'persona' and answers_id is not null and outcome in
             ('delivered', 'stopped', 'failed', 'undelivered', 'blocked'))`,
        undefined,
        'personas_messages_outcome'
      )
      table.check('charge between 0 and price', undefined, 'personas_messages_charge')
      table.check(
        `charge = 0 or outcome in ('delivered', 'stopped')`,
        undefined,
        'personas_messages_only_delivered_is_paid'
      )
    })
    this.schema.raw(
      `create index personas_messages_unsettled on personas_messages (id)
       where role = 'persona' and settled_at is null`
    )
  }

  override async down() {
    this.schema.dropTable('personas_messages')
  }
}
