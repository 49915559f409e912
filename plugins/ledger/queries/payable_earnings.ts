import { LedgerError } from '#plugins/ledger/api'
import type { PayableEarnings } from '#plugins/ledger/api'
import { checkId } from '#plugins/ledger/support/checks'
import { queryPreparedRows } from '#app/support/prepared_statement'
import type { LedgerContext } from '#plugins/ledger/support/operations'

type Row = [pending: bigint, available: bigint]

/** What of a creator's earnings from bought coins may be paid out, and what is too young for it. */
export function payableEarnings({ database }: LedgerContext) {
  return async (creatorId: string, pendingSeconds: number): Promise<PayableEarnings> => {
    checkId(creatorId, 'creatorId')
    if (!Number.isInteger(pendingSeconds) || pendingSeconds < 0) {
      throw new LedgerError('invalid', `Earnings are pending whole seconds, got ${pendingSeconds}`)
    }
    const [row] = await queryPreparedRows<Row>(database, {
      name: 'ledger_payable',
      text: 'select * from ledger_payable($1, $2)',
      values: [creatorId, pendingSeconds],
    })
    if (!row) throw new Error('ledger_payable gave no row')
    const [pending, available] = row
    return { pending, available }
  }
}
