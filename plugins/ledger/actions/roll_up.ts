import { queryPreparedRows } from '#app/support/prepared_statement'
import type { LedgerContext } from '#plugins/ledger/support/operations'

/**
 * Adds settled entries to the snapshots of accumulating accounts. A call adds what the one before it noted, so two
 * calls bring the snapshots up to now, unless a writing transaction is still open from before the first.
 */
export async function rollUp({ database }: Pick<LedgerContext, 'database'>): Promise<void> {
  for (let call = 0; call < 2; call++) {
    await queryPreparedRows(database, {
      name: 'ledger_roll_up',
      text: 'select ledger_roll_up()',
      values: [],
    })
  }
}
