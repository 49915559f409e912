import { assertNever } from '#app/bot_kit/reply'
import { LIFECYCLE_LIMITS } from '#plugins/communities/lifecycle/limits'
import { cycleKey } from '#plugins/communities/lifecycle/next_cycle'
import type { CycleRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** A cycle that was written down as asked for, and what its charge says. */
export interface AskedCycle {
  cycle: CycleRow
  personId: string
  creatorId: string
}

export type ChargeOutcome =
  /** Null when it costs nothing. */
  | { outcome: 'charged'; transferId: string | null; creatorShare: bigint }
  | { outcome: 'insufficient_coins' | 'cap_reached' }
  /** The hold ended before it was captured: nothing was charged, and its key is spent. */
  | { outcome: 'released' }

/** Holds and captures what a cycle costs, once however often it is called. */
export async function chargeCycle(
  { ledger }: Pick<CommunitiesServices, 'ledger'>,
  { cycle, personId, creatorId }: AskedCycle
): Promise<ChargeOutcome> {
  if (cycle.coins === 0n) return { outcome: 'charged', transferId: null, creatorShare: 0n }
  const key = cycleKey(cycle)
  const held = await ledger.hold({
    key,
    personId,
    amount: cycle.coins,
    creatorId,
    memo: { key: 'communities.lifecycle.memo.cycle', data: { name: cycle.label ?? '' } },
    lifetime: LIFECYCLE_LIMITS.hold,
  })
  switch (held.outcome) {
    case 'held':
    case 'already_captured':
      return capture(ledger, key, held.holdId)
    case 'already_released':
      return { outcome: 'released' }
    case 'insufficient_coins':
    case 'cap_reached':
      return { outcome: held.outcome }
    default:
      return assertNever(held)
  }
}

async function capture(
  ledger: CommunitiesServices['ledger'],
  key: string,
  holdId: string
): Promise<ChargeOutcome> {
  const captured = await ledger.capture({ key, holdId })
  if (captured.outcome === 'already_released') return { outcome: 'released' }
  const { transferId, creatorShare } = captured
  return { outcome: 'charged', transferId, creatorShare }
}
