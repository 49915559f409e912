/** What the next cycle of a membership is, and what it costs. Pure. */
import { randomUUID } from 'node:crypto'
import { FRESH_CYCLE } from '#plugins/communities/lifecycle/fresh_cycle'
import type { DueMembership } from '#plugins/communities/lifecycle/queries/due_memberships'
import { graceEnd, nextEnd } from '#plugins/communities/lifecycle/times'
import type { CycleRow } from '#plugins/communities/rows'
import { priceOf } from '#plugins/communities/tiers/price'

/** What is charged for a cycle has this key: asked for twice, it is charged once. */
export const cycleKey = ({
  membership_id: id,
  number,
}: Pick<CycleRow, 'membership_id' | 'number'>): string => `cycle:${id}:${number}`

/** What a cycle of the next tier costs as it was agreed, or less where the tier costs less now. */
export function agreedPrice({ membership, tier, nextTier }: DueMembership): bigint {
  const agreed = (nextTier ? membership.next_coins : membership.coins) ?? 0n
  const today = (nextTier ?? tier).coins ?? agreed
  return today < agreed ? today : agreed
}

/** Whether the fan was asked about a higher price, and has not agreed. */
export function waitsForAgreement({ membership, tier, nextTier }: DueMembership): boolean {
  const { asked_coins: asked, coins } = membership
  return nextTier === null && asked !== null && (tier.coins ?? 0n) > (coins ?? 0n)
}

/** What a cycle costs with what is left of the code. */
export function withCode(
  { code, codeUsed }: DueMembership,
  tierId: string,
  agreed: bigint
): bigint {
  if (code === null || (code.tier_id !== null && code.tier_id !== tierId)) return agreed
  if (code.cycles !== null && codeUsed >= code.cycles) return agreed
  return priceOf({ coins: agreed, prices: [] }, code, 'coins')?.amount ?? agreed
}

/**
 * The next cycle, as it is asked for: it begins where the last one ended. Where nobody charged in time (the program was
 * down), it begins now, so that nobody pays for a time that went by.
 * @param last the newest cycle, whose charge is known. One that could not be paid is tried again under its number, while it costs the same
 */
export function nextCycle(due: DueMembership, last: CycleRow | null, at: Date): CycleRow {
  const { membership } = due
  const tier = due.nextTier ?? due.tier
  const agreed = agreedPrice(due)
  const coins = withCode(due, tier.id, agreed)
  const before = membership.paid_until ?? at
  const isLate = at > graceEnd(before)
  const startsAt = isLate ? at : before
  const anchor = isLate || due.nextTier !== null ? startsAt : membership.anchor_at
  const terms = {
    tier_id: tier.id,
    starts_at: startsAt,
    ends_at: nextEnd(anchor, tier, startsAt),
    kind: 'renewed' as const,
    state: 'asked' as const,
    coins,
    agreed,
  }
  if (last?.state === 'failed' && last.coins === coins && last.kind === 'renewed') {
    return { ...last, ...terms, created_at: at }
  }
  return {
    ...FRESH_CYCLE,
    ...terms,
    id: randomUUID(),
    membership_id: membership.id,
    number: (last?.number ?? 0) + 1,
    currency: null,
    amount: null,
    transfer_id: null,
    payment_id: null,
    label: due.community.name,
    created_at: at,
  }
}
