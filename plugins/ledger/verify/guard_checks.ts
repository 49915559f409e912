import type { BookCheck } from '#plugins/ledger/verify/check'

/** What refuses wrong writes must itself be there. */
export const guardChecks: readonly BookCheck[] = [
  {
    name: 'guards_in_place',
    rule: 'The triggers that keep the books append-only and balanced are there and always on',
    sql: `
      select g.relation || '.' || g.name as subject,
        case t.tgenabled when 'D' then 'is switched off' when 'A' then 'is on' else
          case when t.oid is null then 'is missing' else 'is off for replication roles' end end as found
      from (values
        ('ledger_transfers', 'ledger_append_only'), ('ledger_entries', 'ledger_append_only'),
        ('ledger_entries', 'ledger_zero_sum'), ('ledger_releases', 'ledger_append_only'),
        ('ledger_holds', 'ledger_kept'), ('ledger_holds', 'ledger_ends_once'), ('ledger_wallets', 'ledger_kept'),
        ('ledger_accounts', 'ledger_kept'), ('ledger_accounts', 'ledger_same_account'), ('ledger_reversals', 'ledger_append_only'),
        ('ledger_reversal_parts', 'ledger_append_only'), ('ledger_restores', 'ledger_append_only'),
        ('ledger_sales', 'ledger_append_only')
      ) as g (relation, name)
      left join pg_trigger t on t.tgname = g.name and t.tgrelid = to_regclass(g.relation)
      where t.tgenabled is distinct from 'A'`,
  },
  {
    name: 'keys_guarded',
    rule: 'The unique indexes that make a key work once are there and valid',
    sql: `
      select g.name as subject, case when i.indexrelid is null then 'is missing' else 'is not valid' end as found
      from (values ('ledger_holds_pkey'), ('ledger_transfers_pkey'), ('ledger_transfers_key_id_key'),
        ('ledger_releases_pkey'), ('ledger_entries_pkey'), ('ledger_wallets_pkey'),
        ('ledger_reversals_pkey'), ('ledger_reversal_parts_pkey'), ('ledger_restores_pkey'),
        ('ledger_restores_transfer_id_key'), ('ledger_sales_pkey')) as g (name)
      left join pg_index i on i.indexrelid = to_regclass(g.name)
      where i.indexrelid is null or not (i.indisunique and i.indisvalid)`,
  },
]
