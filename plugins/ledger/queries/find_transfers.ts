import type { BookedLeg, BookedTransfer } from '#plugins/ledger/api'
import { LedgerError } from '#plugins/ledger/api'
import { queryPrepared } from '#app/support/prepared_statement'
import type { LedgerContext } from '#plugins/ledger/support/operations'

/** Transfers of one call at most. */
const MOST = 1_000

const TRANSFERS = `
  select t.id, t.key, t.created_at as at, t.memo_key as "memoKey", t.memo_data as "memoData",
    a.kind as account, nullif(a.name, '') as name, a.owner as "personId", e.bucket, e.commodity, e.amount
  from ledger_transfers t
  join ledger_entries e on e.transfer_id = t.id
  join ledger_accounts a on a.id = e.account_id
  where t.id = any($1::bigint[])
  order by t.id, e.line`

interface Row extends BookedLeg {
  id: bigint
  key: string
  at: Date
  memoKey: string
  memoData: Record<string, string> | null
}

/** Transfers as they stand in the books, in the order of their numbers. */
export function findTransfers({ database }: LedgerContext) {
  return async (transferIds: readonly string[]): Promise<readonly BookedTransfer[]> => {
    if (transferIds.length > MOST) {
      throw new LedgerError('invalid', `At most ${MOST} transfers are read at once`)
    }
    if (transferIds.length === 0) return []
    const rows = await queryPrepared<Row>(database, {
      name: 'ledger_find_transfers',
      text: TRANSFERS,
      values: [transferIds],
    })
    return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((legs) => {
      const [first] = legs
      if (!first) return []
      const { id, key, at, memoKey, memoData } = first
      return [
        {
          transferId: id.toString(),
          key,
          at,
          memo: { key: memoKey, data: memoData ?? undefined },
          legs: legs.map(({ account, name, personId, bucket, commodity, amount }) => ({
            account,
            name,
            personId,
            bucket,
            commodity,
            amount,
          })),
        },
      ]
    })
  }
}
