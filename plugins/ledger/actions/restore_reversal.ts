import type { RestoreOutcome, RestoreRequest } from '#plugins/ledger/api'
import { checkKey, checkTransferId, memoData, moneyJson } from '#plugins/ledger/support/checks'
import { askAlone, ledgerFault } from '#plugins/ledger/support/operations'
import type { LedgerContext } from '#plugins/ledger/support/operations'

type Row = [outcome: string, transferId: bigint, fresh: boolean]

/** Gives back what a reversal took, once. */
export function restoreReversal(context: LedgerContext) {
  return async (request: RestoreRequest): Promise<RestoreOutcome> => {
    checkKey(request.key)
    checkTransferId(request.reversalId, 'reversalId')
    const [outcome, transferId, fresh] = await askAlone<Row>(context, 'ledger_restore', [
      request.key,
      request.reversalId,
      request.memo.key,
      memoData(request.memo),
      moneyJson(request.money),
    ])
    if (outcome !== 'restored') throw ledgerFault(outcome, request.key)
    return { outcome, transferId: transferId.toString(), fresh }
  }
}
