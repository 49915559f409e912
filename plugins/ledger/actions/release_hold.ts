import type { ReleaseOutcome, ReleaseRequest } from '#plugins/ledger/api'
import { checkId, checkKey } from '#plugins/ledger/support/checks'
import { groupOperations, ledgerFault } from '#plugins/ledger/support/operations'
import type { LedgerContext } from '#plugins/ledger/support/operations'

type Row = [ord: bigint, outcome: string, amount: bigint, available: bigint]

/** Gives held coins back. */
export function releaseHold(context: LedgerContext) {
  const ask = groupOperations<ReleaseRequest, Row>(context, {
    name: 'ledger_release',
    arguments: (releases) => [
      releases.map((release) => release.key),
      releases.map((release) => release.holdId),
    ],
  })

  return async (request: ReleaseRequest): Promise<ReleaseOutcome> => {
    checkKey(request.key)
    checkId(request.holdId, 'holdId')
    const [, outcome, amount, available] = await ask(request)
    switch (outcome) {
      case 'released':
        return { outcome, amount, available }
      case 'already_captured':
        return { outcome }
      default:
        throw ledgerFault(outcome, request.key)
    }
  }
}
