export interface Corruption {
  what: string
  sql: string
  breaks: readonly string[]
}

/** Ways to break the books that only a superuser has, and the rules that each of them breaks. */
export const CORRUPTIONS: readonly Corruption[] = [
  {
    what: 'an entry is changed',
    sql: `update ledger_entries set amount = amount - 1 where (transfer_id, line) = (select transfer_id, line from ledger_entries e
      join ledger_accounts a on a.id = e.account_id where a.kind = 'revenue' limit 1)`,
    breaks: ['zero_sum', 'splits', 'snapshots'],
  },
  {
    what: 'the entries of a transfer are gone',
    sql: `delete from ledger_entries where transfer_id = (select max(id) from ledger_transfers where operation = 'capture')`,
    breaks: ['complete_transfers', 'splits', 'wallet_balances'],
  },
  {
    what: 'a transfer is gone and its entries are left',
    sql: `delete from ledger_transfers where id = (select max(id) from ledger_transfers where operation = 'capture')`,
    breaks: ['complete_transfers', 'captures_match_holds'],
  },
  {
    what: 'an entry stands at no account',
    sql: `update ledger_entries set account_id = 999999 where transfer_id = 1 and line = 0`,
    breaks: ['entry_accounts'],
  },
  {
    what: 'an entry is in another commodity than its account',
    sql: `update ledger_entries set commodity = 'USD' where transfer_id = 1`,
    breaks: ['entry_accounts'],
  },
  {
    what: 'coins of a wallet lost their kind',
    sql: `update ledger_entries set bucket = null where bucket = 'promo' and amount > 0 and transfer_id = 1`,
    breaks: ['entry_accounts', 'wallet_balances'],
  },
  {
    what: 'gift coins arrive as bought ones',
    sql: `update ledger_entries e set bucket = 'purchased' from ledger_accounts a
      where a.id = e.account_id and a.kind = 'earnings' and e.bucket = 'promo'`,
    breaks: ['kinds_kept', 'splits', 'snapshots'],
  },
  {
    what: 'a wallet was overdrawn once',
    sql: `update ledger_entries set transfer_id = 100000, line = 50 where transfer_id = 1 and amount > 0`,
    breaks: ['never_negative', 'zero_sum'],
  },
  {
    what: 'a key was changed',
    sql: `update ledger_transfers set key = 'another' where id = 1`,
    breaks: ['keys_unique'],
  },
  {
    what: 'a transfer was made twice under one key',
    sql: `alter table ledger_transfers drop constraint ledger_transfers_key_id_key;
      insert into ledger_transfers (key_id, operation, key, memo_key, content)
        select key_id, operation, key, memo_key, content from ledger_transfers where id = 1`,
    breaks: ['keys_unique', 'keys_guarded', 'complete_transfers'],
  },
  {
    what: 'a hold’s key was changed',
    sql: `update ledger_holds set key = 'another' where state = 'held'`,
    breaks: ['keys_unique'],
  },
  {
    what: 'welcome coins came twice',
    sql: `with t as (
        insert into ledger_transfers (key_id, operation, key, memo_key, content)
        select ledger_key_id('transfer', key || '!'), operation, key || '!', memo_key, content from ledger_transfers
        where key like 'welcome:%' limit 1 returning id
      )
      insert into ledger_entries select t.id, e.line, e.bucket, e.account_id, e.amount, e.commodity
      from t, ledger_entries e where e.transfer_id = (select min(id) from ledger_transfers where key like 'welcome:%')`,
    breaks: ['welcome_once', 'wallet_balances', 'wallet_lifetimes'],
  },
  {
    what: 'somebody got a welcome after they were merged',
    sql: `insert into ledger_merges (from_id, into_id, merged_at)
      select replace(key, 'welcome:', '')::uuid, gen_random_uuid(), created_at - interval '1 hour'
      from ledger_transfers where key like 'welcome:%'`,
    breaks: ['merges_kept'],
  },
  {
    what: 'a wallet has more than its entries say',
    sql: `update ledger_wallets set purchased = purchased + 1 where lines > 0`,
    breaks: ['wallet_balances'],
  },
  {
    what: 'coins of a wallet changed their bucket',
    sql: `update ledger_wallets set purchased = purchased + 1, promo = promo - 1 where promo > 0`,
    breaks: ['wallet_balances'],
  },
  {
    what: 'a wallet forgot what it spent',
    sql: `update ledger_wallets set spent = 0 where spent > 0`,
    breaks: ['wallet_lifetimes'],
  },
  {
    what: 'a wallet miscounts its lines',
    sql: `update ledger_wallets set lines = lines + 1`,
    breaks: ['wallet_lifetimes'],
  },
  {
    what: 'a wallet is below zero',
    sql: `alter domain ledger_amount drop constraint ledger_amount_check;
      update ledger_wallets set promo = promo - 1000000000, held_promo = held_promo + 1000000000`,
    breaks: ['wallets_not_negative', 'wallet_holds'],
  },
  {
    what: 'held coins without a hold',
    sql: `update ledger_wallets set held_promo = held_promo + 1, promo = promo - 1 where promo > 0`,
    breaks: ['wallet_holds'],
  },
  {
    what: 'a wallet stands at another’s account',
    sql: `update ledger_accounts set owner = gen_random_uuid() where kind = 'wallet'`,
    breaks: ['wallet_accounts', 'hold_states'],
  },
  {
    what: 'a snapshot is off',
    sql: `update ledger_snapshots set balance = balance + 1`,
    breaks: ['snapshots'],
  },
  {
    what: 'a snapshot is gone',
    sql: `delete from ledger_snapshots`,
    breaks: ['snapshots'],
  },
  {
    what: 'a hold is captured without a transfer',
    sql: `update ledger_holds set state = 'captured', ended_at = now(), captured = 1 where state = 'held'`,
    breaks: ['hold_states', 'captures_match_holds', 'wallet_holds'],
  },
  {
    what: 'more was captured than was held',
    sql: `update ledger_holds set captured = promo + purchased + earned + 1 where state = 'captured'`,
    breaks: ['hold_states', 'splits'],
  },
  {
    what: 'a released hold looks captured',
    sql: `update ledger_holds set captured = 1 where state = 'released'`,
    breaks: ['hold_states'],
  },
  {
    what: 'an open hold has an end',
    sql: `update ledger_holds set ended_at = now() where state = 'held'`,
    breaks: ['hold_states'],
  },
  {
    what: 'a capture belongs to another hold',
    sql: `update ledger_transfers set hold_id = gen_random_uuid() where operation = 'capture'`,
    breaks: ['captures_match_holds'],
  },
  {
    what: 'the share of a hold was changed after its capture',
    sql: `update ledger_holds set share_bp = 9000 where state = 'captured' and creator_id is not null`,
    breaks: ['splits'],
  },
  {
    what: 'a creator’s part was moved to the platform',
    sql: `update ledger_entries e set account_id = (select id from ledger_accounts where kind = 'revenue')
      from ledger_accounts a where a.id = e.account_id and a.kind = 'earnings'`,
    breaks: ['splits', 'snapshots'],
  },
  {
    what: 'a release has no released hold',
    sql: `update ledger_releases set hold_id = gen_random_uuid()`,
    breaks: ['releases_match_holds'],
  },
  {
    what: 'entries may be changed',
    sql: `alter table ledger_entries disable trigger ledger_append_only`,
    breaks: ['guards_in_place'],
  },
  {
    what: 'a guard is gone',
    sql: `drop trigger ledger_zero_sum on ledger_entries`,
    breaks: ['guards_in_place'],
  },
  {
    what: 'a guard sleeps for replication roles',
    sql: `alter table ledger_transfers enable trigger ledger_append_only`,
    breaks: ['guards_in_place'],
  },
]
