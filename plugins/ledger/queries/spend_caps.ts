import type { SpendCaps } from '#plugins/ledger/api'
import { checkId } from '#plugins/ledger/support/checks'
import { queryPreparedRows } from '#app/support/prepared_statement'
import type { LedgerContext } from '#plugins/ledger/support/operations'

type Row = [
  daily: bigint | null,
  monthly: bigint | null,
  spentToday: bigint,
  spentThisMonth: bigint,
]

/** A person's own limits, and what counts towards them: captured today and this month (UTC), and held now. */
export function spendCaps({ database }: LedgerContext) {
  return async (
    personId: string
  ): Promise<{ caps: SpendCaps; spentToday: bigint; spentThisMonth: bigint }> => {
    checkId(personId, 'personId')
    const [row] = await queryPreparedRows<Row>(database, {
      name: 'ledger_caps_of',
      text: 'select * from ledger_caps_of($1)',
      values: [personId],
    })
    if (!row) throw new Error('ledger_caps_of gave no row')
    const [daily, monthly, spentToday, spentThisMonth] = row
    return { caps: { daily, monthly }, spentToday, spentThisMonth }
  }
}
