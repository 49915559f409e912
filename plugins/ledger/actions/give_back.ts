import type { GiveBackOutcome, GiveBackRequest } from '#plugins/ledger/api'
import { checkAmount, checkKey, checkTransferId, memoData } from '#plugins/ledger/support/checks'
import { askAlone, ledgerFault } from '#plugins/ledger/support/operations'
import type { LedgerContext } from '#plugins/ledger/support/operations'

type Row = [
  outcome: string,
  transferId: bigint | null,
  amount: bigint,
  fromCreator: bigint,
  available: bigint,
  fresh: boolean,
]

/** Gives captured coins back to who paid them. */
export function giveBack(context: LedgerContext) {
  return async (request: GiveBackRequest): Promise<GiveBackOutcome> => {
    checkKey(request.key)
    checkTransferId(request.captureId, 'captureId')
    if (request.amount !== undefined) checkAmount(request.amount)
    const [outcome, transferId, amount, fromCreator, available, fresh] = await askAlone<Row>(
      context,
      'ledger_return_capture',
      [
        request.key,
        request.captureId,
        request.amount ?? null,
        request.memo.key,
        memoData(request.memo),
      ]
    )
    if (outcome !== 'given_back') throw ledgerFault(outcome, request.key)
    return {
      outcome,
      transferId: transferId?.toString() ?? null,
      amount,
      fromCreator,
      fromPlatform: amount - fromCreator,
      available,
      fresh,
    }
  }
}
