import type { SellOutcome, SellRequest } from '#plugins/ledger/api'
import { checkAmount, checkId, checkKey, memoData, moneyJson } from '#plugins/ledger/support/checks'
import { askAlone, ledgerFault } from '#plugins/ledger/support/operations'
import type { LedgerContext } from '#plugins/ledger/support/operations'

type Row = [outcome: string, transferId: bigint, creatorShare: bigint, fresh: boolean]

/** Splits what money is worth in coins between creator and platform; no wallet is touched. */
export function sell(context: LedgerContext) {
  return async (request: SellRequest): Promise<SellOutcome> => {
    checkKey(request.key)
    checkId(request.personId, 'personId')
    checkId(request.creatorId, 'creatorId')
    checkAmount(request.coins)
    const [outcome, transferId, creatorShare, fresh] = await askAlone<Row>(context, 'ledger_sell', [
      request.key,
      request.personId,
      request.creatorId,
      request.coins,
      context.settings.creatorShareBp,
      request.memo.key,
      memoData(request.memo),
      moneyJson(request.money),
    ])
    if (outcome !== 'sold') throw ledgerFault(outcome, request.key)
    return {
      outcome,
      transferId: transferId.toString(),
      creatorShare,
      platformShare: request.coins - creatorShare,
      fresh,
    }
  }
}
