import type { HoldOutcome, HoldRequest } from '#plugins/ledger/api'
import {
  checkAmount,
  checkId,
  checkKey,
  checkLifetime,
  memoData,
} from '#plugins/ledger/support/checks'
import { groupOperations, ledgerFault } from '#plugins/ledger/support/operations'
import type { LedgerContext } from '#plugins/ledger/support/operations'

type Row = [
  ord: bigint,
  outcome: string,
  holdId: string,
  available: bigint,
  capPeriod: 'day' | 'month',
  cap: bigint,
  capSpent: bigint,
  capResetsAt: Date,
]

/** Sets coins aside before a service is rendered. */
export function holdCoins(context: LedgerContext) {
  const { settings } = context
  const ask = groupOperations<HoldRequest & { memoData: string | null }, Row>(context, {
    name: 'ledger_hold',
    // The function decides one hold per wallet and call.
    lane: (hold) => hold.personId,
    arguments: (holds) => [
      holds.map((hold) => hold.key),
      holds.map((hold) => hold.personId),
      holds.map((hold) => hold.amount),
      holds.map((hold) => hold.creatorId),
      holds.map((hold) => hold.memo.key),
      holds.map((hold) => hold.memoData),
      holds.map((hold) => hold.lifetime ?? settings.holdLifetime),
      settings.creatorShareBp,
    ],
    alone: {
      name: 'ledger_hold_one',
      arguments: (hold) => [
        hold.key,
        hold.personId,
        hold.amount,
        hold.creatorId,
        hold.memo.key,
        hold.memoData,
        hold.lifetime ?? settings.holdLifetime,
        settings.creatorShareBp,
      ],
    },
  })

  return async (request: HoldRequest): Promise<HoldOutcome> => {
    checkKey(request.key)
    checkId(request.personId, 'personId')
    if (request.creatorId !== null) checkId(request.creatorId, 'creatorId')
    checkAmount(request.amount)
    if (request.lifetime !== undefined) checkLifetime(request.lifetime)
    const [, outcome, holdId, available, period, cap, spent, resetsAt] = await ask({
      ...request,
      memoData: memoData(request.memo),
    })
    switch (outcome) {
      case 'held':
        return { outcome, holdId, available }
      case 'insufficient_coins':
        return { outcome, available, needed: request.amount }
      case 'cap_reached':
        return { outcome, period, cap, spent, resetsAt }
      case 'already_captured':
      case 'already_released':
        return { outcome, holdId }
      default:
        throw ledgerFault(outcome, request.key)
    }
  }
}
