/**
 * How a membership goes from one state to the next. Pure: a row in, a row out; who calls holds its lock and writes it.
 *
 * trialing → active → grace → active …, and from each of them to ended.
 */
import {
  goesOn,
  graceEnd,
  nextAttempt,
  nextEnd,
  nextReminder,
  type PeriodOf,
} from '#plugins/communities/lifecycle/times'
import type { CycleRow, EndReason, MembershipRow } from '#plugins/communities/rows'

export const isLive = ({ state }: Pick<MembershipRow, 'state'>): boolean => state !== 'ended'

/** A cycle is paid: they are in until its end. `tier` is the cycle's. */
export function paid(
  membership: MembershipRow,
  { cycle, tier, at }: { cycle: CycleRow; tier: PeriodOf; at: Date }
): MembershipRow {
  const { means } = membership
  const renews = means === 'money' ? membership.renews : means === 'coins' && goesOn(tier)
  return {
    ...membership,
    tier_id: cycle.tier_id,
    state: 'active',
    coins: cycle.agreed ?? membership.coins,
    anchor_at: anchorAfter(membership, cycle, tier),
    paid_until: cycle.ends_at,
    grace_until: null,
    renews,
    next_tier_id: null,
    next_coins: null,
    asked_coins: null,
    renew_at: renews && means === 'coins' ? cycle.ends_at : null,
    renew_attempts: 0,
    remind_at: nextReminder(cycle.ends_at, at),
  }
}

/** Cycles are counted anew after a change of tier, and where time went by that nobody was charged for. */
function anchorAfter(membership: MembershipRow, cycle: CycleRow, tier: PeriodOf): Date {
  const { starts_at: start, ends_at: end } = cycle
  const goesOnAsBefore =
    cycle.kind !== 'changed' &&
    cycle.tier_id === membership.tier_id &&
    start.getTime() === membership.paid_until?.getTime()
  if (goesOnAsBefore) return membership.anchor_at
  // One that is longer or shorter than the tier's own is followed by whole ones.
  const whole = nextEnd(start, tier, start)
  return end === null || whole?.getTime() === end.getTime() ? start : end
}

/** The next cycle could not be paid: they stay in for the grace period, and it is tried again. */
export function unpaid(membership: MembershipRow, at: Date): MembershipRow {
  const { paid_until: paidUntil } = membership
  if (paidUntil === null) return membership
  return {
    ...membership,
    state: 'grace',
    grace_until: graceEnd(paidUntil),
    renew_at: membership.means === 'coins' ? nextAttempt(paidUntil, at) : null,
    renew_attempts: membership.renew_attempts + 1,
    remind_at: null,
  }
}

/** No next cycle is to come; what was paid is theirs. */
export function cancelled(membership: MembershipRow, at: Date): MembershipRow {
  return {
    ...membership,
    renews: false,
    renew_at: null,
    next_tier_id: null,
    next_coins: null,
    asked_coins: null,
    remind_at: nextReminder(membership.paid_until, at),
  }
}

/** A next cycle is to come after all. */
export function resumed(membership: MembershipRow, at: Date): MembershipRow {
  return {
    ...membership,
    renews: true,
    renew_at: membership.means === 'coins' ? membership.paid_until : null,
    remind_at: nextReminder(membership.paid_until, at),
  }
}

export function ended(membership: MembershipRow, reason: EndReason, at: Date): MembershipRow {
  return {
    ...membership,
    state: 'ended',
    renews: false,
    grace_until: null,
    next_tier_id: null,
    next_coins: null,
    asked_coins: null,
    renew_at: null,
    remind_at: null,
    end_reason: reason,
    ended_at: at,
  }
}
