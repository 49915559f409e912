import { rollUp } from '#plugins/ledger/actions/roll_up'
import type { Bench } from '#plugins/ledger/tests/support/bench'
import { until } from '#tests/support/until'

/** Whether the snapshots hold every transfer there is. */
export async function isRolledUp({ sql }: Pick<Bench, 'sql'>): Promise<boolean> {
  const [row] = await sql(
    `select upto = (select max(id) from ledger_transfers) as yes from ledger_roll_up`
  )
  return row?.yes === true
}

/**
 * Rolls up all transfers. Whoever writes anywhere on the server meanwhile, other tests too, is waited for: so it may take
 * several runs.
 */
export const rollUpAll = (bench: Pick<Bench, 'sql' | 'database'>): Promise<void> =>
  until(
    async () => {
      await rollUp(bench)
      return isRolledUp(bench)
    },
    { within: 30_000, what: 'the roll-up of all transfers' }
  )
