import { BaseSchema } from '@adonisjs/lucid/schema'

/** Earnings that went when a fan's money went back, so that a creator can see why. Millicoins. */
const TABLES = `
create table payments_taken_earnings (
  move_id bigint not null references payments_moves (id),
  creator_id uuid not null,
  amount bigint not null check (amount > 0),
  at timestamptz not null default now(),
  -- The refund or dispute came to nothing, and the earnings are back.
  given_back_at timestamptz,
  primary key (move_id, creator_id)
);
create index payments_taken_earnings_creator on payments_taken_earnings (creator_id, at desc);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw('drop table payments_taken_earnings')
  }
}
