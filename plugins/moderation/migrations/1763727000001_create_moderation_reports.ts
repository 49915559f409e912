import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What people reported. The excerpt is kept, since the original may be gone when a moderator looks. Ids of messages,
 * personas and accounts belong to others, so they are no foreign keys.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('moderation_reports', (table) => {
      table.uuid('id').primary().defaultTo(this.raw('uuidv7()'))
      table.text('key').notNullable().comment('of the turn: the same report is taken once')
      table.uuid('account_id').comment('who reports; null when they are forgotten')
      table.text('subject_kind').notNullable()
      table.text('subject_id').notNullable().comment('message, persona or account')
      table.uuid('persona_id').comment('of a message or persona')
      table.text('reason').notNullable()
      table.text('words').notNullable().defaultTo('')
      table.text('excerpt').notNullable()
      table.text('state').notNullable().defaultTo('open')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.unique(['key'], { indexName: 'moderation_reports_key' })
      table.index(['account_id', 'created_at'], 'moderation_reports_account')
      table.check(
        `subject_kind in ('message', 'persona', 'person')`,
        undefined,
        'moderation_reports_subject'
      )
      table.check(`state in ('open', 'closed')`, undefined, 'moderation_reports_state')
      table.check('length(words) <= 1000', undefined, 'moderation_reports_words')
      table.check('length(excerpt) <= 4000', undefined, 'moderation_reports_excerpt')
    })
    this.schema.raw(
      `create unique index moderation_reports_once on moderation_reports (account_id, subject_kind, subject_id)
       where state = 'open'`
    )
    this.schema.raw(
      `create index moderation_reports_open on moderation_reports (id) where state = 'open'`
    )
  }

  override async down() {
    this.schema.dropTable('moderation_reports')
  }
}
