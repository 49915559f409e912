import { BaseSchema } from '@adonisjs/lucid/schema'

/** What Stars need besides: payments that are about to happen, and subscriptions. */
const TABLES = `
-- When Telegram was told last that the order may be paid.
alter table payments_orders add column checkout_at timestamptz;

-- Orders that are paid anew every month. When, and by which charges, their payments say.
create table payments_star_subscriptions (
  order_id uuid primary key references payments_orders (id) on delete cascade,
  -- The person let it end after the month that is paid.
  cancelled_at timestamptz
);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw(`
      drop table payments_star_subscriptions;
      alter table payments_orders drop column checkout_at;
    `)
  }
}
