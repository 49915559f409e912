import type { BookCheck } from '#plugins/ledger/verify/check'

/** Balances that are kept beside the entries, against those that the entries give. */
export const balanceChecks: readonly BookCheck[] = [
  {
    name: 'wallet_balances',
    rule: 'What a wallet has, held coins included, is the sum of its entries, in each kind',
    sql: `
      select 'wallet ' || coalesce(w.person_id::text, 'missing, account ' || e.account_id) as subject,
        'has ' || concat_ws('/', w.promo + w.held_promo, w.purchased + w.held_purchased, w.earned + w.held_earned)
        || ', entries give ' || concat_ws('/', coalesce(e.promo, 0), coalesce(e.purchased, 0), coalesce(e.earned, 0))
        as found
      from ledger_wallets w
      full join (
        select e.account_id, coalesce(sum(e.amount) filter (where e.bucket = 'promo'), 0) as promo,
          coalesce(sum(e.amount) filter (where e.bucket = 'purchased'), 0) as purchased,
          coalesce(sum(e.amount) filter (where e.bucket = 'earned'), 0) as earned
        from ledger_entries e join ledger_accounts a on a.id = e.account_id
        where a.kind = 'wallet' group by e.account_id
      ) e on e.account_id = w.account_id
      where w.person_id is null
        or w.promo + w.held_promo <> coalesce(e.promo, 0)
        or w.purchased + w.held_purchased <> coalesce(e.purchased, 0)
        or w.earned + w.held_earned <> coalesce(e.earned, 0)`,
  },
  {
    name: 'wallet_lifetimes',
    rule: 'What a wallet ever received and spent, and the number of its lines, follow from its entries',
    sql: `
      select 'wallet ' || w.person_id as subject,
        'has ' || concat_ws('/', w.received, w.spent, w.lines) || ', entries give '
        || concat_ws('/', coalesce(e.received, 0), coalesce(e.spent, 0), coalesce(e.lines, 0)) as found
      from ledger_wallets w
      left join (
        select e.account_id, coalesce(sum(e.amount) filter (where e.amount > 0), 0) as received,
          coalesce(-sum(e.amount) filter (where e.amount < 0), 0) as spent, count(*) as lines
        from ledger_entries e group by e.account_id
      ) e on e.account_id = w.account_id
      where w.received <> coalesce(e.received, 0) or w.spent <> coalesce(e.spent, 0)
        or w.lines <> coalesce(e.lines, 0)`,
  },
  {
    name: 'wallets_not_negative',
    rule: 'No wallet is below zero, neither in what it can spend nor in what it has held',
    sql: `
      select 'wallet ' || w.person_id as subject,
        concat_ws('/', w.promo, w.purchased, w.earned, w.held_promo, w.held_purchased, w.held_earned) as found
      from ledger_wallets w
      where least(w.promo::bigint, w.purchased::bigint, w.earned::bigint,
        w.held_promo::bigint, w.held_purchased::bigint, w.held_earned::bigint) < 0`,
  },
  {
    name: 'wallet_accounts',
    rule: 'A wallet stands at its own account, and every wallet account has a wallet',
    sql: `
      select coalesce('wallet ' || w.person_id, 'account ' || a.id) as subject,
        'account ' || coalesce(a.id::text, 'missing') || ' of ' || coalesce(a.owner::text, 'nobody') as found
      from ledger_wallets w
      full join (select * from ledger_accounts where kind = 'wallet') a on a.id = w.account_id
      where w.person_id is distinct from a.owner`,
  },
  {
    name: 'wallet_holds',
    rule: 'What a wallet has held is the sum of its open holds, in each kind',
    sql: `
      select 'wallet ' || coalesce(w.person_id, h.person_id) as subject,
        'has ' || concat_ws('/', w.held_promo, w.held_purchased, w.held_earned) || ', open holds give '
        || concat_ws('/', coalesce(h.promo, 0), coalesce(h.purchased, 0), coalesce(h.earned, 0)) as found
      from ledger_wallets w
      full join (
        select person_id, sum(promo) as promo, sum(purchased) as purchased, sum(earned) as earned
        from ledger_holds where state = 'held' group by person_id
      ) h on h.person_id = w.person_id
      where w.person_id is null or w.held_promo <> coalesce(h.promo, 0)
        or w.held_purchased <> coalesce(h.purchased, 0) or w.held_earned <> coalesce(h.earned, 0)`,
  },
  {
    name: 'snapshots',
    rule: 'The snapshot of an accumulating account is the sum of its entries up to the roll-up',
    sql: `
      select 'account ' || coalesce(s.account_id, e.account_id) || ' ' || coalesce(s.bucket, e.bucket, 'promo') as subject,
        'snapshot ' || coalesce(s.balance, 0) || ', entries give ' || coalesce(e.balance, 0) as found
      from ledger_snapshots s
      full join (
        select e.account_id, e.bucket, sum(e.amount) as balance
        from ledger_entries e join ledger_accounts a on a.id = e.account_id
        where a.kind <> 'wallet' and e.transfer_id <= (select upto from ledger_roll_up)
        group by e.account_id, e.bucket
      ) e on (e.account_id, coalesce(e.bucket::text, '')) = (s.account_id, coalesce(s.bucket::text, ''))
      where coalesce(s.balance, 0) <> coalesce(e.balance, 0)`,
  },
]
