import { queryPreparedRows } from '#app/support/prepared_statement'
import type { LedgerContext } from '#plugins/ledger/support/operations'

/**
 * Releases holds whose time is over. Returns how many.
 * @param signal stops between two transactions
 */
export async function sweepHolds(
  { database, settings }: Pick<LedgerContext, 'database' | 'settings'>,
  signal?: AbortSignal
): Promise<bigint> {
  let swept = 0n
  for (;;) {
    const [row] = await queryPreparedRows<[count: bigint]>(database, {
      name: 'ledger_sweep',
      text: 'select ledger_sweep($1)',
      values: [settings.sweepBatch],
    })
    const count = row?.[0] ?? 0n
    swept += count
    if (count < settings.sweepBatch || signal?.aborted) return swept
  }
}
