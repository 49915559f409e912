import type { Database } from '@adonisjs/lucid/database'
import { accountName, type ExportedAccount } from '#plugins/ledger/export/names'

/** Rows that one fetch of the cursor brings: what is in memory at a time. */
const FETCH = 2_000

/** One entry, in the order of the books: by time, then by transfer. */
export interface ExportedEntry {
  transferId: bigint
  at: Date
  /** The caller's key. */
  ref: string
  memo: string
  account: string
  commodity: string
  amount: bigint
  /** Of the account, after this entry. */
  balanceAfter: bigint
}

export interface Books {
  /** Names of all accounts that have entries, and of all commodities, sorted. */
  accounts: readonly { name: string; commodity: string }[]
  commodities: readonly string[]
  entries: AsyncIterable<ExportedEntry>
}

interface EntryRow extends ExportedAccount {
  transferId: bigint
  at: Date
  ref: string
  memo: string
  amount: bigint
  balanceAfter: bigint
}

const ACCOUNTS = `
  select a.kind, a.owner, a.name, a.commodity, b.bucket
  from ledger_accounts a
  cross join (values ('promo'::ledger_bucket), ('purchased'), ('earned'), (null)) as b (bucket)
  where exists (
    select 1 from ledger_entries e where e.account_id = a.id and e.bucket is not distinct from b.bucket
  )`

const ENTRIES = `
  declare ledger_books no scroll cursor for
  select t.id as "transferId", t.created_at as at, t.key as ref, t.memo_key as memo,
    a.kind, a.owner, a.name, e.bucket, e.commodity, e.amount,
    (sum(e.amount) over (partition by e.account_id, e.bucket order by t.created_at, t.id, e.line
      rows unbounded preceding))::bigint as "balanceAfter"
  from ledger_transfers t
  join ledger_entries e on e.transfer_id = t.id
  join ledger_accounts a on a.id = e.account_id
  order by t.created_at, t.id, e.line`

/** Reads the whole books on one consistent view, a fetch at a time. */
export async function readBooks(
  database: Database,
  read: (books: Books) => Promise<void>
): Promise<void> {
  await database.transaction(
    async (trx) => {
      await trx.rawQuery('set transaction read only')
      await trx.rawQuery(`set local work_mem = '64MB'`)
      const { rows } = await trx.rawQuery<{ rows: ExportedAccount[] }>(ACCOUNTS)
      const accounts = rows
        .map((row) => ({ name: accountName(row), commodity: row.commodity }))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
      await trx.rawQuery(ENTRIES)

      async function* entries(): AsyncGenerator<ExportedEntry> {
        for (;;) {
          const fetched = await trx.rawQuery<{ rows: EntryRow[] }>(
            `fetch ${FETCH} from ledger_books`
          )
          for (const { kind, owner, name, bucket, ...entry } of fetched.rows) {
            const { commodity } = entry
            yield { ...entry, account: accountName({ kind, owner, name, commodity, bucket }) }
          }
          if (fetched.rows.length < FETCH) return
        }
      }

      await read({
        accounts,
        commodities: [...new Set(accounts.map((account) => account.commodity))].sort(),
        entries: entries(),
      })
    },
    { isolationLevel: 'repeatable read' }
  )
}
