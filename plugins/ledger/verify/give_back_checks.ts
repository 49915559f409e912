import type { BookCheck } from '#plugins/ledger/verify/check'

/** What each give-back did, by its entries. */
const ENTRIES = `
  select e.transfer_id, coalesce(sum(e.amount) filter (where a.kind = 'wallet'), 0) as wallet,
    coalesce(sum(e.amount) filter (where a.kind = 'earnings'), 0) as earnings,
    coalesce(sum(e.amount) filter (where a.kind = 'revenue'), 0) as revenue,
    count(*) filter (where a.kind = 'receivable' or (a.kind = 'system' and a.name <> 'adjustments')) as others,
    (array_agg(a.owner) filter (where a.kind = 'wallet'))[1] as payer
  from ledger_entries e
  join ledger_accounts a on a.id = e.account_id
  join ledger_transfers t on t.id = e.transfer_id and t.operation = 'give_back'
  group by e.transfer_id`

/** What is known of each: parts that no reversal has. */
const PARTS = `
  select p.reversal_id, sum(p.amount) as amount, sum(p.creator_taken) as creator, sum(p.platform_taken) as platform,
    bool_or(p.creator_taken > p.creator_share or p.creator_share > p.amount
      or p.creator_taken + p.platform_taken > p.amount) as too_much,
    min(p.debit_id) as capture, count(distinct p.debit_id) as captures
  from ledger_reversal_parts p
  where not exists (select 1 from ledger_reversals v where v.transfer_id = p.reversal_id)
  group by p.reversal_id`

/** Captured coins that were given back. That no capture gave more than it took is for `reversals_within`. */
export const giveBackChecks: readonly BookCheck[] = [
  {
    name: 'give_backs',
    rule: 'A give-back returns coins of one capture to who paid them, from its creator no more than their share, and is known',
    sql: `
      select 'give-back ' || coalesce(t.id, p.reversal_id) as subject,
        case when p.reversal_id is null then 'is not known' when t.id is null then 'has no transfer' else 'entries '
          || concat_ws('/', e.wallet, e.earnings, e.revenue) || ', known '
          || concat_ws('/', p.amount, p.creator, p.platform) end as found
      from (select id from ledger_transfers where operation = 'give_back') t
      full join (${PARTS}) p on p.reversal_id = t.id
      left join (${ENTRIES}) e on e.transfer_id = t.id
      left join ledger_transfers c on c.id = p.capture and c.operation = 'capture'
      left join lateral (
        select a.owner from ledger_entries x join ledger_accounts a on a.id = x.account_id
        where x.transfer_id = p.capture and a.kind = 'wallet' limit 1
      ) paid on true
      where t.id is null or p.reversal_id is null or c.id is null or p.captures > 1 or p.too_much
        -- Coins of somebody who was deleted meanwhile go to the adjustments.
        or e.wallet not in (0, p.amount)
        or (e.earnings, e.revenue, e.others) is distinct from (-p.creator, -p.platform, 0::bigint)
        or (e.payer is not null and ledger_person(e.payer) <> ledger_person(paid.owner))`,
  },
]
