import type { BookCheck } from '#plugins/ledger/verify/check'

/** Transfers and their entries. */
export const entryChecks: readonly BookCheck[] = [
  {
    name: 'zero_sum',
    rule: 'The entries of every transfer sum to zero per commodity',
    sql: `
      select 'transfer ' || e.transfer_id as subject, sum(e.amount) || ' ' || e.commodity as found
      from ledger_entries e group by e.transfer_id, e.commodity having sum(e.amount) <> 0`,
  },
  {
    name: 'complete_transfers',
    rule: 'Every transfer has entries, and every entry has a transfer',
    sql: `
      select 'transfer ' || coalesce(t.id, e.transfer_id) as subject,
        case when t.id is null then 'is missing' else coalesce(e.entries, 0) || ' entries' end as found
      from ledger_transfers t
      full join (select transfer_id, count(*) as entries from ledger_entries group by transfer_id) e
        on e.transfer_id = t.id
      where t.id is null or e.entries is null or e.entries < 2`,
  },
  {
    name: 'entry_accounts',
    rule: 'Every entry is at an account of its commodity, and names a kind of coin unless the account is a system one',
    sql: `
      select 'entry ' || e.transfer_id || '/' || e.line as subject,
        case
          when a.id is null then 'account ' || e.account_id || ' is missing'
          when a.commodity <> e.commodity then e.commodity || ' at an account in ' || a.commodity
          else 'bucket ' || coalesce(e.bucket::text, 'missing') || ' at a ' || a.kind || ' account'
        end as found
      from ledger_entries e left join ledger_accounts a on a.id = e.account_id
      where a.id is null or a.commodity <> e.commodity or (e.bucket is null) <> (a.kind = 'system')`,
  },
  {
    name: 'kinds_kept',
    rule: 'Coins keep their kind: free coins stay free, and only earnings from bought coins become earned ones',
    sql: `
      select 'transfer ' || s.transfer_id as subject,
        'promo ' || s.promo || ', purchased ' || s.purchased || ', earned ' || s.earned as found
      from (
        select e.transfer_id,
          coalesce(sum(e.amount) filter (where e.bucket = 'promo'), 0) as promo,
          coalesce(sum(e.amount) filter (where e.bucket = 'purchased'), 0) as purchased,
          coalesce(sum(e.amount) filter (where e.bucket = 'earned'), 0) as earned,
          coalesce(-sum(e.amount) filter (where e.bucket = 'purchased' and a.kind = 'earnings' and e.amount < 0), 0)
            as from_earnings
        from ledger_entries e join ledger_accounts a on a.id = e.account_id
        where e.commodity = 'COIN' group by e.transfer_id
      ) s
      where not (
        (s.promo >= 0 and s.purchased >= 0 and s.earned >= 0)
        or (s.promo <= 0 and s.purchased <= 0 and s.earned <= 0)
        or (s.promo = 0 and s.earned > 0 and s.purchased = -s.earned and s.earned <= s.from_earnings)
      )`,
  },
  {
    name: 'never_negative',
    rule: 'No wallet, earnings or revenue was ever below zero, in any kind of coin',
    sql: `
      select distinct r.kind || ' ' || coalesce(r.owner::text, '') || ' ' || r.bucket as subject,
        min(r.balance) over (partition by r.account_id, r.bucket) || ' at its lowest' as found
      from (
        select a.kind, a.owner, e.account_id, e.bucket,
          sum(e.amount) over (partition by e.account_id, e.bucket order by e.transfer_id) as balance
        from ledger_entries e join ledger_accounts a on a.id = e.account_id
        where a.kind in ('wallet', 'earnings', 'revenue')
      ) r
      where r.balance < 0`,
  },
  {
    name: 'keys_unique',
    rule: 'A key was used once per operation, and its identity is the digest of it',
    sql: `
      select 'transfer ' || t.id as subject, 'key ' || t.key || ' does not make its id' as found
      from ledger_transfers t where t.key_id <> ledger_key_id(t.operation::text, t.key)
      union all
      select 'hold ' || h.id, 'key ' || h.key || ' does not make its id'
      from ledger_holds h where h.id <> ledger_key_id('hold', h.key)
      union all
      select 'release ' || r.key_id, 'key ' || r.key || ' does not make its id'
      from ledger_releases r where r.key_id <> ledger_key_id('release', r.key)
      union all
      select t.operation || ' ' || t.key, 'used ' || count(*) || ' times'
      from ledger_transfers t group by t.operation, t.key having count(*) > 1`,
  },
  {
    name: 'welcome_once',
    rule: 'Welcome coins were given once per person, to the person of the key',
    sql: `
      select 'person ' || coalesce(a.owner::text, '?') as subject,
        count(*) || ' times, last under ' || max(t.key) as found
      from ledger_transfers t
      join ledger_entries e on e.transfer_id = t.id and e.amount > 0
      join ledger_accounts a on a.id = e.account_id
      where t.operation = 'transfer' and t.key like 'welcome:%'
      group by a.owner
      having count(*) > 1 or bool_or(t.key <> 'welcome:' || a.owner)`,
  },
  {
    name: 'merges_kept',
    rule: 'Who was merged got no welcome afterwards, and what went back of one is no more than it was',
    sql: `
      select 'person ' || m.from_id as subject, 'a welcome after the merge' as found
      from ledger_merges m
      join ledger_transfers t on t.key_id = ledger_key_id('transfer', 'welcome:' || m.from_id)
      where t.created_at > m.merged_at
      union all
      select 'person ' || m.from_id, b.amount || ' went back of ' || coalesce(w.amount, 0)
      from ledger_merges m
      join lateral (
        select e.amount from ledger_transfers t join ledger_entries e on e.transfer_id = t.id and e.amount > 0
        where t.key_id = ledger_key_id('transfer', 'merge:' || m.from_id || ':welcome')
      ) b on true
      left join lateral (
        select e.amount from ledger_transfers t join ledger_entries e on e.transfer_id = t.id and e.amount > 0
        where t.key_id = ledger_key_id('transfer', 'welcome:' || m.from_id)
      ) w on true
      where b.amount > coalesce(w.amount, 0)`,
  },
]
