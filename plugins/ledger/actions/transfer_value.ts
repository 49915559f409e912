import { LedgerError } from '#plugins/ledger/api'
import type { TransferOutcome, TransferRequest } from '#plugins/ledger/api'
import { checkKey, legJson, LEDGER_LIMITS, memoData } from '#plugins/ledger/support/checks'
import { groupOperations, ledgerFault } from '#plugins/ledger/support/operations'
import type { LedgerContext } from '#plugins/ledger/support/operations'

type Row = [
  ord: bigint,
  outcome: string,
  transferId: bigint,
  fresh: boolean,
  available: bigint,
  needed: bigint,
]

/** `fresh` is false when the key had done it before. */
export type TransferResult =
  | (Extract<TransferOutcome, { outcome: 'transferred' }> & { fresh: boolean })
  | Extract<TransferOutcome, { outcome: 'insufficient_coins' }>

/** Moves value between accounts. */
export function transferValue(context: LedgerContext) {
  const ask = groupOperations<
    { key: string; memoKey: string; memoData: string | null; legs: string },
    Row
  >(context, {
    name: 'ledger_transfer',
    arguments: (transfers) => [
      transfers.map((transfer) => transfer.key),
      transfers.map((transfer) => transfer.memoKey),
      transfers.map((transfer) => transfer.memoData),
      transfers.map((transfer) => transfer.legs),
    ],
  })

  return async (request: TransferRequest): Promise<TransferResult> => {
    checkKey(request.key)
    if (request.legs.length < 2 || request.legs.length > LEDGER_LIMITS.legs) {
      throw new LedgerError('invalid', `A transfer has 2 to ${LEDGER_LIMITS.legs} legs`)
    }
    const [, outcome, transferId, fresh, available, needed] = await ask({
      key: request.key,
      memoKey: request.memo.key,
      memoData: memoData(request.memo),
      legs: JSON.stringify(request.legs.map(legJson)),
    })
    switch (outcome) {
      case 'transferred':
        return { outcome, transferId: transferId.toString(), fresh }
      case 'insufficient_coins':
        return { outcome, available, needed }
      default:
        throw ledgerFault(outcome, request.key)
    }
  }
}
