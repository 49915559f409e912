import type { BookCheck } from '#plugins/ledger/verify/check'

/** The coins of a transfer by where they are: what a reversal and a restore are compared with. */
const COINS = `
  select e.transfer_id,
    coalesce(sum(e.amount) filter (where a.kind = 'wallet'), 0) as wallet,
    coalesce(sum(e.amount) filter (where a.kind = 'receivable'), 0) as receivable,
    coalesce(sum(e.amount) filter (where a.kind = 'earnings'), 0) as earnings,
    coalesce(sum(e.amount) filter (where a.kind = 'revenue'), 0) as revenue,
    coalesce(sum(e.amount) filter (where a.name = 'adjustments'), 0) as adjustments,
    coalesce(sum(e.amount) filter (where a.name = 'sales'), 0) as sales,
    coalesce(sum(e.amount) filter (where a.name = 'promotion'), 0) as promotion,
    count(*) filter (where a.kind = 'system' and a.name not in ('adjustments', 'sales', 'promotion')) as others,
    count(distinct a.owner) filter (where a.kind in ('wallet', 'receivable')) as people
  from ledger_entries e
  join ledger_accounts a on a.id = e.account_id
  join ledger_transfers t on t.id = e.transfer_id
  where e.commodity = 'COIN' and t.operation in ('top_up', 'sale', 'reversal', 'restore')
  group by e.transfer_id`

/** What the tables say of each reversal. */
const REVERSALS = `
  select v.transfer_id, coalesce(sum(v.asked) filter (where v.bucket = 'purchased'), 0) as purchased,
    coalesce(sum(v.asked) filter (where v.bucket = 'promo'), 0) as promo, sum(v.from_wallet) as from_wallet,
    sum(v.owed) as owed, sum(v.written_off) as written_off,
    (select coalesce(sum(p.creator_taken), 0) from ledger_reversal_parts p where p.reversal_id = v.transfer_id)
      as creators,
    (select coalesce(sum(p.platform_taken), 0) from ledger_reversal_parts p where p.reversal_id = v.transfer_id)
      as platform
  from ledger_reversals v group by v.transfer_id`

const STANDS = (reversal: string): string =>
  `not exists (select 1 from ledger_restores s where s.reversal_id = ${reversal})`

/** Bought coins: what came, what was taken back of it, and what was restored. */
export const reversalChecks: readonly BookCheck[] = [
  {
    name: 'receivables',
    rule: 'Nobody ever paid more of a debt than they owed',
    sql: `
      select distinct 'receivable ' || r.owner || ' ' || r.bucket as subject,
        max(r.balance) over (partition by r.account_id, r.bucket) || ' at its highest' as found
      from (
        select a.owner, e.account_id, e.bucket,
          sum(e.amount) over (partition by e.account_id, e.bucket order by e.transfer_id) as balance
        from ledger_entries e join ledger_accounts a on a.id = e.account_id
        where a.kind = 'receivable'
      ) r
      where r.balance > 0`,
  },
  {
    name: 'top_ups',
    rule: 'A top-up gives one person what sales and promotion gave, in the wallet or against a debt',
    sql: `
      select 'transfer ' || t.id as subject, 'sales ' || coalesce(c.sales, 0) || ', promotion ' || coalesce(c.promotion, 0)
        || ', wallet ' || coalesce(c.wallet, 0) || ', settled ' || coalesce(c.receivable, 0) as found
      from ledger_transfers t left join (${COINS}) c on c.transfer_id = t.id
      where t.operation = 'top_up' and not coalesce(c.sales < 0 and c.promotion <= 0 and c.wallet >= 0
        and c.receivable between 0 and -c.sales and c.wallet + c.receivable = -c.sales - c.promotion
        and c.earnings = 0 and c.revenue = 0 and c.adjustments = 0 and c.others = 0 and c.people = 1, false)`,
  },
  {
    name: 'sales',
    rule: 'A sale gives creator and platform what sales gave, as bought coins by the split, and every sale is known',
    sql: `
      select 'sale ' || coalesce(t.id, s.transfer_id) as subject,
        case when s.transfer_id is null then 'is not known' when t.id is null then 'has no transfer' else 'sales '
          || coalesce(c.sales, 0) || ', earnings ' || coalesce(c.earnings, 0) || ', revenue ' || coalesce(c.revenue, 0) end
          as found
      from (select id from ledger_transfers where operation = 'sale') t
      full join ledger_sales s on s.transfer_id = t.id
      left join (${COINS}) c on c.transfer_id = t.id
      where t.id is null or s.transfer_id is null or not coalesce(c.sales = -s.coins and c.earnings = s.creator_share
        and c.revenue = s.coins - s.creator_share and c.revenue >= 0 and c.wallet = 0 and c.receivable = 0
        and c.promotion = 0 and c.adjustments = 0 and c.others = 0, false)
        or exists (select 1 from ledger_entries e
          where e.transfer_id = t.id and coalesce(e.bucket, 'purchased') <> 'purchased')`,
  },
  {
    name: 'reversals_add_up',
    rule: 'What a reversal took back is what its wallet, creators and platform gave, and what is owed or lost',
    sql: `
      select 'reversal ' || v.transfer_id || ' ' || v.bucket as subject, 'asked ' || v.asked || ', from '
        || concat_ws('/', v.from_wallet, v.owed, v.written_off, p.taken) as found
      from ledger_reversals v
      cross join lateral (
        select coalesce(sum(p.creator_taken + p.platform_taken), 0) as taken, coalesce(sum(p.amount), 0) as traced,
          coalesce(bool_or(p.creator_taken + p.platform_taken > p.amount or p.creator_share > p.amount
            or p.creator_taken > p.creator_share), false) as too_much
        from ledger_reversal_parts p where p.reversal_id = v.transfer_id and p.bucket = v.bucket
      ) p
      where v.asked <> v.from_wallet + v.owed + v.written_off + p.taken or v.from_lot > v.from_wallet
        or p.traced > v.asked - v.from_wallet or p.too_much`,
  },
  {
    name: 'reversals_match_entries',
    rule: 'The entries of every reversal are what is known of it, and every reversal is known',
    sql: `
      select 'reversal ' || coalesce(t.id, v.transfer_id) as subject,
        case when v.transfer_id is null then 'is not known' when t.id is null then 'has no transfer' else 'entries '
          || concat_ws('/', c.wallet, c.receivable, c.earnings, c.revenue, c.adjustments, c.sales, c.promotion) end as found
      from (select id from ledger_transfers where operation = 'reversal') t
      full join (${REVERSALS}) v on v.transfer_id = t.id
      left join (${COINS}) c on c.transfer_id = t.id
      where t.id is null or v.transfer_id is null or (coalesce(c.wallet, 0), coalesce(c.receivable, 0),
        coalesce(c.earnings, 0), coalesce(c.revenue, 0), coalesce(c.adjustments, 0), coalesce(c.sales, 0),
        coalesce(c.promotion, 0)) <> (-v.from_wallet, -v.owed, -v.creators, -v.platform, -v.written_off, v.purchased, v.promo)
        or c.others > 0`,
  },
  {
    name: 'reversals_within',
    rule: 'No top-up or sale was taken back beyond what it gave, and no payment beyond what was paid',
    sql: `
      select 'top-up ' || v.top_up_id || ' ' || v.bucket as subject,
        sum(v.asked) || ' taken back of ' || coalesce(g.gave, 0) as found
      from ledger_reversals v
      left join lateral (
        select -sum(e.amount) as gave from ledger_entries e
        join ledger_accounts a on a.id = e.account_id join ledger_transfers t on t.id = e.transfer_id
        where e.transfer_id = v.top_up_id and t.operation in ('top_up', 'sale') and e.commodity = 'COIN'
          and a.name = case v.bucket when 'promo' then 'promotion' else 'sales' end
      ) g on true
      where ${STANDS('v.transfer_id')}
      group by v.top_up_id, v.bucket, g.gave having sum(v.asked) > coalesce(g.gave, 0)
      union all
      select 'transfer ' || p.debit_id || ' ' || p.bucket, sum(p.amount) || ' taken back of ' || coalesce(d.paid, 0)
      from ledger_reversal_parts p
      left join lateral (
        select -sum(e.amount) as paid from ledger_entries e join ledger_accounts a on a.id = e.account_id
        where e.transfer_id = p.debit_id and ((e.bucket = p.bucket and a.kind = 'wallet' and e.amount < 0)
          -- A sale's coins come from where coins are sold.
          or (a.kind = 'system' and a.name = 'sales' and a.commodity = 'COIN' and e.amount < 0))
      ) d on true
      where ${STANDS('p.reversal_id')}
      group by p.debit_id, p.bucket, d.paid having sum(p.amount) > coalesce(d.paid, 0)`,
  },
  {
    name: 'restores',
    rule: 'A restore gives back what its reversal took, to whom it took it from, and every restore is known',
    sql: `
      select 'restore ' || coalesce(t.id, s.transfer_id) as subject,
        case when s.transfer_id is null then 'is not known' when t.id is null then 'has no transfer'
          when v.transfer_id is null then 'of no reversal' else 'entries '
          || concat_ws('/', c.wallet, c.receivable, c.earnings, c.revenue, c.adjustments, c.sales, c.promotion) end as found
      from (select id from ledger_transfers where operation = 'restore') t
      full join ledger_restores s on s.transfer_id = t.id
      left join (${REVERSALS}) v on v.transfer_id = s.reversal_id
      left join (${COINS}) c on c.transfer_id = t.id
      where t.id is null or s.transfer_id is null or v.transfer_id is null
        or (coalesce(c.sales, 0), coalesce(c.promotion, 0), coalesce(c.revenue, 0)) <> (-v.purchased, -v.promo, v.platform)
        -- Coins of somebody who was deleted meanwhile go to the adjustments.
        or coalesce(c.wallet + c.receivable, 0) not between 0 and v.from_wallet + v.owed
        or coalesce(c.earnings, 0) not between 0 and v.creators
        or coalesce(c.adjustments, 0) < v.written_off or c.others > 0`,
  },
]
