import { BaseSchema } from '@adonisjs/lucid/schema'

/** Of each return, whether the last that was told of it is that it took coins. */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(`
      alter table payments_returns add column told_taken boolean not null default false;
      update payments_returns set told_taken = true where state = 'applied' and reversal_id is not null;
    `)
  }

  override async down() {
    this.schema.raw('alter table payments_returns drop column told_taken')
  }
}
