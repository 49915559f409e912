import type { Corruption } from '#plugins/ledger/tests/support/corruptions'

/** Ways to break what is known of bought coins, reversals, debts and limits. */
export const REVERSAL_CORRUPTIONS: readonly Corruption[] = [
  {
    what: 'somebody paid more than they owed',
    sql: `update ledger_entries e set amount = 5000000 from ledger_accounts a
      where a.id = e.account_id and a.kind = 'receivable'`,
    breaks: ['receivables', 'zero_sum', 'reversals_match_entries'],
  },
  {
    what: 'a top-up gave coins to somebody else',
    sql: `update ledger_entries e set account_id = (select account_id from ledger_wallets where person_id <> a.owner limit 1)
      from ledger_accounts a, ledger_transfers t where a.id = e.account_id and t.id = e.transfer_id
      and a.kind = 'wallet' and t.operation = 'top_up' and e.bucket = 'promo'`,
    breaks: ['top_ups', 'wallet_balances'],
  },
  {
    what: 'a reversal asked for more than it took',
    sql: `update ledger_reversals set asked = asked + 1`,
    breaks: ['reversals_add_up', 'reversals_match_entries'],
  },
  {
    what: 'a creator gave more than the share',
    sql: `update ledger_reversal_parts set creator_share = 0 where creator_taken > 0`,
    breaks: ['reversals_add_up'],
  },
  {
    what: 'a reversal is forgotten',
    sql: `delete from ledger_reversals where owed > 0`,
    breaks: ['reversals_match_entries'],
  },
  {
    what: 'what a creator gave came from the platform',
    sql: `update ledger_reversal_parts set creator_taken = creator_taken - 1, platform_taken = platform_taken + 1
      where creator_taken > 0`,
    breaks: ['reversals_match_entries'],
  },
  {
    what: 'more was taken back than came',
    sql: `update ledger_reversals set top_up_id = (select max(top_up_id) from ledger_reversals)`,
    breaks: ['reversals_within'],
  },
  {
    what: 'more was taken back than was paid',
    sql: `update ledger_reversal_parts set amount = amount + 1000000`,
    breaks: ['reversals_within', 'reversals_add_up'],
  },
  {
    what: 'a give-back is forgotten',
    sql: `delete from ledger_reversal_parts p using ledger_transfers t where t.id = p.reversal_id and t.operation = 'give_back'`,
    breaks: ['give_backs'],
  },
  {
    what: 'a give-back went to somebody else',
    sql: `update ledger_entries e set account_id = (select account_id from ledger_wallets where person_id <> a.owner limit 1)
      from ledger_accounts a, ledger_transfers t where a.id = e.account_id and t.id = e.transfer_id
      and a.kind = 'wallet' and t.operation = 'give_back'`,
    breaks: ['give_backs', 'wallet_balances', 'wallet_lifetimes'],
  },
  {
    what: 'a sale is forgotten',
    sql: `delete from ledger_sales`,
    breaks: ['sales'],
  },
  {
    what: 'a creator got more of a sale than the share',
    sql: `update ledger_sales set creator_share = creator_share - 1`,
    breaks: ['sales'],
  },
  {
    what: 'a restore is forgotten',
    sql: `delete from ledger_restores`,
    breaks: ['restores'],
  },
  {
    what: 'a restore is of another reversal',
    sql: `update ledger_restores set reversal_id = (select min(transfer_id) from ledger_reversals)`,
    breaks: ['restores'],
  },
  {
    what: 'a limit has miscounted',
    sql: `update ledger_caps set day_spent = day_spent + 1`,
    breaks: ['caps_counted'],
  },
  {
    what: 'a wallet forgot that it has a limit',
    sql: `update ledger_wallets set capped = false`,
    breaks: ['caps_counted'],
  },
  {
    what: 'reversals may be changed',
    sql: `alter table ledger_reversal_parts disable trigger ledger_append_only`,
    breaks: ['guards_in_place'],
  },
]
