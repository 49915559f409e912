import type { Bucket, StatementPage } from '#plugins/ledger/api'
import { checkId } from '#plugins/ledger/support/checks'
import { queryPreparedRows } from '#app/support/prepared_statement'
import type { LedgerContext } from '#plugins/ledger/support/operations'

/** A page beyond any wallet; keeps the offset inside a bigint. */
const MOST_PAGES = 1_000_000_000

/** The columns after `pages` are null when there is no line. */
type Row =
  | [page: bigint, pages: bigint, transferId: null, ...unknown[]]
  | [
      page: bigint,
      pages: bigint,
      transferId: bigint,
      at: Date,
      memoKey: string,
      memoData: Record<string, string> | null,
      amount: bigint,
      bucket: Bucket,
    ]

/** A wallet's movements, newest first. */
export function statement({ database, settings }: LedgerContext) {
  return async (personId: string, page: number): Promise<StatementPage> => {
    checkId(personId, 'personId')
    const asked = Number.isFinite(page) ? Math.trunc(page) : 1
    const rows = await queryPreparedRows<Row>(database, {
      name: 'ledger_statement',
      text: 'select * from ledger_statement($1, $2, $3)',
      values: [personId, Math.min(Math.max(asked, 1), MOST_PAGES), settings.statementPage],
    })
    const [first] = rows
    if (!first) throw new Error('ledger_statement gave no row')
    return {
      page: Number(first[0]),
      pages: Number(first[1]),
      lines: rows.flatMap((row) => {
        if (row[2] === null) return []
        const [, , transferId, at, memoKey, memoData, amount, bucket] = row
        return [
          {
            transferId: transferId.toString(),
            at,
            memo: { key: memoKey, data: memoData ?? undefined },
            amount,
            bucket,
          },
        ]
      }),
    }
  }
}
