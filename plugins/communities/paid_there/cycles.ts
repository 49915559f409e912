/** The cycles of somebody whom Telegram charges: they follow what it says. Pure. */
import { randomUUID } from 'node:crypto'
import { FRESH_CYCLE } from '#plugins/communities/lifecycle/fresh_cycle'
import { PAID_THERE_LIMITS } from '#plugins/communities/paid_there/limits'
import type { CycleRow, MembershipRow } from '#plugins/communities/rows'

const SECOND = 1_000
const PERIOD = PAID_THERE_LIMITS.period * SECOND
const SAME = PAID_THERE_LIMITS.sameCycle * SECOND

/** A cycle that Telegram charged: nothing of it passes through the ledger. */
export function cycleThere(
  membership: Pick<MembershipRow, 'id' | 'tier_id' | 'amount'>,
  cycle: { number: number; startsAt: Date; endsAt: Date; at: Date; label: string | null }
): CycleRow {
  const { number, startsAt, endsAt, at, label } = cycle
  return {
    ...FRESH_CYCLE,
    id: randomUUID(),
    membership_id: membership.id,
    number,
    tier_id: membership.tier_id,
    starts_at: startsAt,
    ends_at: endsAt,
    kind: number === 1 ? 'bought' : 'renewed',
    state: 'paid',
    coins: 0n,
    currency: 'XTR',
    amount: membership.amount,
    transfer_id: null,
    payment_id: null,
    agreed: null,
    label,
    created_at: at,
  }
}

/**
 * What becomes of the cycles when Telegram says another end: an end that is later by about a month is another cycle, by
 * several is as many (the bot was away); one that moved a little, or back, is the same cycle with another end.
 * @param last the newest cycle
 * @returns the cycles to write; none where nothing changed
 */
export function cyclesUntil(
  membership: Pick<MembershipRow, 'id' | 'tier_id' | 'amount'>,
  last: CycleRow,
  { until, at }: { until: Date; at: Date }
): CycleRow[] {
  const end = last.ends_at ?? last.starts_at
  const moved = until.getTime() - end.getTime()
  if (moved === 0) return []
  if (moved < SAME) {
    const endsAt = until > last.starts_at ? until : last.starts_at
    return [{ ...last, ends_at: endsAt }]
  }
  const count = Math.min(PAID_THERE_LIMITS.cycles, Math.max(1, Math.round(moved / PERIOD)))
  return Array.from({ length: count }, (_, n) => {
    const isLast = n === count - 1
    return cycleThere(membership, {
      number: last.number + n + 1,
      startsAt: new Date(end.getTime() + n * PERIOD),
      endsAt: isLast ? until : new Date(end.getTime() + (n + 1) * PERIOD),
      at,
      label: last.label,
    })
  })
}
