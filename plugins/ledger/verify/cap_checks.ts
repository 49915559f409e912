import type { BookCheck } from '#plugins/ledger/verify/check'

/** What captures took in a span, from the wallet of a cap and from those that were merged into it before. */
const spentFrom = (from: string): string => `
  (select coalesce(-sum(e.amount), 0) from ledger_wallets f
    join ledger_entries e on e.account_id = f.account_id
    join ledger_transfers t on t.id = e.transfer_id and t.operation = 'capture'
    left join ledger_merges m on m.from_id = f.person_id
    where f.person_id = any (ledger_family(c.person_id)) and case when m.from_id is null then e.transfer_id <= c.upto else t.created_at < m.merged_at end
      and (t.created_at at time zone 'UTC')::date between ${from} and c.day)`

/** Spending limits. */
export const capChecks: readonly BookCheck[] = [
  {
    name: 'caps_counted',
    rule: 'What counts towards a cap is what captures took in its day and month, and a wallet knows that it has one',
    sql: `
      select 'person ' || x.person_id as subject,
        'counted ' || concat_ws('/', x.day_spent, x.month_spent) || ', entries give '
        || concat_ws('/', x.today, x.this_month) || ', flag ' || x.capped as found
      from (
        select coalesce(c.person_id, w.person_id) as person_id, c.day_spent, c.month_spent,
          coalesce(w.capped, false) as capped, c.person_id is not null as has_cap,
          ${spentFrom('c.day')} as today, ${spentFrom('c.month')} as this_month
        from ledger_caps c full join ledger_wallets w on w.person_id = c.person_id
      ) x
      where x.capped <> x.has_cap or (x.has_cap and (x.day_spent <> x.today or x.month_spent <> x.this_month))`,
  },
]
