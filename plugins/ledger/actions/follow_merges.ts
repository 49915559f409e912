import { queryPreparedRows } from '#app/support/prepared_statement'
import type { LedgerContext } from '#plugins/ledger/support/operations'

/** Moves on the coins that reached people after they were merged into others. Returns for how many. */
export async function followMerges({ database }: Pick<LedgerContext, 'database'>): Promise<bigint> {
  const [row] = await queryPreparedRows<[people: bigint]>(database, {
    name: 'ledger_follow_merges',
    text: 'select ledger_follow_merges()',
    values: [],
  })
  return row?.[0] ?? 0n
}
