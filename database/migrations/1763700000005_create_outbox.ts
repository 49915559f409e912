import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Work that follows a commit. A row is the truth about its job until it is `done`, whichever driver runs it:
 * a queue in Redis holds no more than its id.
 *
 * `run_at` is "not before": the next attempt of a failed job, and the end of the lease of one that is being
 * relayed or run. `done_by` lists the subscribers that need not run again when another one failed.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('outbox', (table) => {
      table.specificType('id', 'bigint GENERATED ALWAYS AS IDENTITY').primary()
      table.text('topic').notNullable()
      table.text('key').notNullable()
      table.jsonb('payload').notNullable().defaultTo('{}')
      table.text('state').notNullable().defaultTo('pending')
      table.integer('attempts').notNullable().defaultTo(0)
      table.integer('max_attempts').notNullable().defaultTo(15)
      table.specificType('done_by', 'text[]').notNullable().defaultTo('{}')
      table.timestamp('run_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('finished_at', { useTz: true })
      table.text('last_error')
      table.unique(['topic', 'key'], { indexName: 'outbox_topic_key' })
      table.check(`state in ('pending', 'done', 'dead')`, undefined, 'outbox_state')
    })
    this.schema.raw(`CREATE INDEX outbox_pending ON outbox (run_at, id) WHERE state = 'pending'`)
    this.schema.raw(
      `CREATE INDEX outbox_finished ON outbox (state, finished_at) WHERE state <> 'pending'`
    )
  }

  override async down() {
    this.schema.dropTable('outbox')
  }
}
