import { LedgerError } from '#plugins/ledger/api'
import type { ReverseOutcome, ReverseRequest } from '#plugins/ledger/api'
import {
  checkAmountOrNone,
  checkKey,
  checkTransferId,
  memoData,
  moneyJson,
} from '#plugins/ledger/support/checks'
import { askAlone, ledgerFault } from '#plugins/ledger/support/operations'
import type { LedgerContext } from '#plugins/ledger/support/operations'

type Row = [
  outcome: string,
  transferId: bigint,
  fromWallet: bigint,
  fromPlatform: bigint,
  owed: bigint,
  creators: string[],
  /** Digits: numbers inside an array stay text. */
  fromCreators: string[],
  fresh: boolean,
]

/** Takes back what a top-up or a sale gave, or a part of it. */
export function reverseTopUp(context: LedgerContext) {
  return async (request: ReverseRequest): Promise<ReverseOutcome> => {
    checkKey(request.key)
    checkTransferId(request.topUpId, 'topUpId')
    checkAmountOrNone(request.purchased)
    checkAmountOrNone(request.promo)
    if (request.purchased + request.promo === 0n && request.money.length === 0) {
      throw new LedgerError('invalid', 'A reversal takes back coins or money')
    }
    const [outcome, transferId, fromWallet, fromPlatform, owed, creators, amounts, fresh] =
      await askAlone<Row>(context, 'ledger_take_back', [
        request.key,
        request.topUpId,
        request.purchased,
        request.promo,
        request.memo.key,
        memoData(request.memo),
        moneyJson(request.money),
        request.bearer,
      ])
    if (outcome !== 'reversed') throw ledgerFault(outcome, request.key)
    return {
      outcome,
      transferId: transferId.toString(),
      fromWallet,
      fromCreators: creators.map((creatorId, index) => ({
        creatorId,
        amount: BigInt(amounts[index] ?? 0),
      })),
      fromPlatform,
      owed,
      fresh,
    }
  }
}
