import type { TopUpOutcome, TopUpRequest } from '#plugins/ledger/api'
import {
  checkAmount,
  checkAmountOrNone,
  checkId,
  checkKey,
  memoData,
  moneyJson,
} from '#plugins/ledger/support/checks'
import { askAlone, ledgerFault } from '#plugins/ledger/support/operations'
import type { LedgerContext } from '#plugins/ledger/support/operations'

type Row = [outcome: string, transferId: bigint, settled: bigint, available: bigint, fresh: boolean]

/** Adds coins that were paid for; what the person owes is settled first. */
export function topUp(context: LedgerContext) {
  return async (request: TopUpRequest): Promise<TopUpOutcome> => {
    checkKey(request.key)
    checkId(request.personId, 'personId')
    checkAmount(request.purchased)
    checkAmountOrNone(request.promo)
    const [outcome, transferId, settled, available, fresh] = await askAlone<Row>(
      context,
      'ledger_top_up',
      [
        request.key,
        request.personId,
        request.purchased,
        request.promo,
        request.memo.key,
        memoData(request.memo),
        moneyJson(request.money),
      ]
    )
    if (outcome !== 'topped_up') throw ledgerFault(outcome, request.key)
    return { outcome, transferId: transferId.toString(), settled, available, fresh }
  }
}
