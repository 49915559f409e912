import { BaseSchema } from '@adonisjs/lucid/schema'

/** Subscriptions at Razorpay, which has no way to ask for one by our order. */
const TABLES = `
create table payments_razorpay_subscriptions (
  order_id uuid primary key references payments_orders (id) on delete cascade,
  subscription_id text not null unique,
  -- Where it is paid.
  url text not null,
  -- It ends with what is paid: Razorpay neither says so nor takes it back.
  cancelled_at timestamptz
);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw('drop table payments_razorpay_subscriptions')
  }
}
