/** When things are due in the life of a membership. Pure, but for the settings. */
import communitiesConfig from '#config/communities'
import { cycleEnd, type Period } from '#plugins/communities/clock'

/** What of a tier its times depend on. */
export interface PeriodOf {
  period: Period
  days_once: number | null
}

const SECOND = 1000
export const DAY = 24 * 60 * 60 * SECOND

/** Mean lengths, for an estimate that is then counted out. */
const ROUGHLY: Readonly<Record<'month' | 'year', number>> = { month: 30.4 * DAY, year: 365.2 * DAY }

export const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * SECOND)

/** Whether a tier goes on by itself. */
export const goesOn = (tier: PeriodOf): boolean => tier.period === 'month' || tier.period === 'year'

/**
 * The end of the cycle that begins at `from`: the first one, counted from the anchor, after it.
 * @returns null for good
 */
export function nextEnd(anchor: Date, tier: PeriodOf, from: Date): Date | null {
  if (tier.period === 'lifetime') return null
  const unit =
    tier.period === 'once' ? Math.max(1, tier.days_once ?? 1) * DAY : ROUGHLY[tier.period]
  let cycles = Math.max(1, Math.floor((from.getTime() - anchor.getTime()) / unit) - 1)
  for (;;) {
    const end = cycleEnd(anchor, tier, cycles)
    if (end === null || end > from) return end
    cycles += 1
  }
}

/** The next reminder before an end, later than now; null when there is none left. */
export function nextReminder(end: Date | null, at: Date): Date | null {
  if (end === null) return null
  const due = communitiesConfig.remindBefore.map((before) => later(end, -before))
  return due.filter((one) => one > at).sort((a, b) => a.getTime() - b.getTime())[0] ?? null
}

/** How long before the end the reminder is that is due now, seconds; the shortest where several were missed. */
export function reminderDue(end: Date, at: Date): number | null {
  if (end <= at) return null
  const due = communitiesConfig.remindBefore.filter((before) => later(end, -before) <= at)
  return due.length === 0 ? null : Math.min(...due)
}

/** The end of the time in which somebody stays in whose next cycle is not paid. */
export const graceEnd = (paidUntil: Date): Date => later(paidUntil, communitiesConfig.grace)

/** The next attempt to renew within the grace period; null when there is none left. */
export function nextAttempt(paidUntil: Date, at: Date): Date | null {
  const due = communitiesConfig.renewAgainAfter.map((after) => later(paidUntil, after))
  return due.find((one) => one > at && one < graceEnd(paidUntil)) ?? null
}
