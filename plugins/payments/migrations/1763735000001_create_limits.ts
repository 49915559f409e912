import { BaseSchema } from '@adonisjs/lucid/schema'

/** How much money people let themselves pay, and changes of their limits that have to wait. */
const TABLES = `
-- Minor units of US dollars: a purchase counts by its pack's price in dollars, whatever it was paid in. Null: no limit.
create table payments_money_limits (
  person_id uuid primary key,
  daily bigint check (daily >= 0),
  monthly bigint check (monthly >= 0)
);

-- A limit that is raised or removed waits; one that is lowered does not.
create table payments_limit_changes (
  person_id uuid not null,
  kind text not null check (kind in ('coins_daily', 'coins_monthly', 'money_daily', 'money_monthly')),
  -- Millicoins, or minor units of US dollars; null removes the limit.
  amount bigint check (amount >= 0),
  takes_effect_at timestamptz not null,
  primary key (person_id, kind)
);
create index payments_limit_changes_due on payments_limit_changes (takes_effect_at);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw('drop table payments_limit_changes, payments_money_limits')
  }
}
