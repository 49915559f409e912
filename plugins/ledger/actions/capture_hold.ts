import type { CaptureOutcome, CaptureRequest } from '#plugins/ledger/api'
import { checkAmount, checkId, checkKey } from '#plugins/ledger/support/checks'
import { groupOperations, ledgerFault } from '#plugins/ledger/support/operations'
import type { LedgerContext } from '#plugins/ledger/support/operations'

type Row = [
  ord: bigint,
  outcome: string,
  transferId: bigint,
  amount: bigint,
  creatorPart: bigint,
  available: bigint,
]

/** Takes held coins and splits them between creator and platform. */
export function captureHold(context: LedgerContext) {
  const ask = groupOperations<CaptureRequest, Row>(context, {
    name: 'ledger_capture',
    lane: (capture) => capture.holdId,
    arguments: (captures) => [
      captures.map((capture) => capture.key),
      captures.map((capture) => capture.holdId),
      captures.map((capture) => capture.amount ?? null),
    ],
    alone: {
      name: 'ledger_capture_one',
      arguments: (capture) => [capture.key, capture.holdId, capture.amount ?? null],
    },
  })

  return async (request: CaptureRequest): Promise<CaptureOutcome> => {
    checkKey(request.key)
    checkId(request.holdId, 'holdId')
    if (request.amount !== undefined) checkAmount(request.amount)
    const [, outcome, transferId, amount, creatorShare, available] = await ask(request)
    switch (outcome) {
      case 'captured':
        return {
          outcome,
          transferId: transferId.toString(),
          amount,
          creatorShare,
          platformShare: amount - creatorShare,
          available,
        }
      case 'already_released':
        return { outcome }
      default:
        throw ledgerFault(outcome, request.key)
    }
  }
}
