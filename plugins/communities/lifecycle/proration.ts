/**
 * What a change of tier costs, and what of a cycle is still unused. Pure; whole millicoins and milliseconds, no floats.
 * See docs/adr/0031.
 */
import { LIFECYCLE_LIMITS } from '#plugins/communities/lifecycle/limits'
import { DAY, nextEnd, type PeriodOf } from '#plugins/communities/lifecycle/times'

/** A part of a whole: `part` of `whole`, neither below zero. */
export interface Share {
  part: bigint
  whole: bigint
}

export const ALL: Share = { part: 1n, whole: 1n }

/** Rounded down: what a share leaves over stays where it is. */
export const shareOf = (amount: bigint, { part, whole }: Share): bigint => (amount * part) / whole

export const times = (one: Share, other: Share): Share => ({
  part: one.part * other.part,
  whole: one.whole * other.whole,
})

export interface Span {
  starts_at: Date
  /** Null for good. */
  ends_at: Date | null
}

const ms = (date: Date): bigint => BigInt(date.getTime())

/** The unused share of a span by time. A lifetime counts as used up after a year. */
export function unused({ starts_at: start, ends_at: end }: Span, at: Date): Share {
  const over = end ?? new Date(start.getTime() + LIFECYCLE_LIMITS.lifetimeDays * DAY)
  const whole = ms(over) - ms(start)
  const left = ms(over) - ms(at)
  if (whole <= 0n || left <= 0n) return { part: 0n, whole: 1n }
  return { part: left > whole ? whole : left, whole }
}

export interface Change {
  at: Date
  /** The running cycle, and what was really paid for it: with what of earlier ones counts in it, millicoins. */
  from: Span & { paid: bigint }
  /** The new tier, and what a cycle of it costs, millicoins. */
  to: PeriodOf & { price: bigint }
  /** False: nothing is charged, whatever the new cycle costs; what is paid becomes so much time. */
  charges: boolean
}

export type ChangeCost =
  | {
      outcome: 'now'
      /** The unused share of what was paid, millicoins: it counts for the new cycle. */
      credit: bigint
      /** Millicoins; at most the price. */
      charge: bigint
      /** Of the new cycle; null for good. */
      endsAt: Date | null
    }
  /** What is paid is worth more than a lifetime costs, or many years: it is used up first. */
  | { outcome: 'later' }

/**
 * A change that is made at once: the new cycle begins now; the unused share of what was really paid counts for it.
 * What it is worth beyond the price of a cycle makes the cycle longer in proportion, so nothing is lost and nothing is
 * gained by changing to and fro.
 */
export function changeCost({ at, from, to, charges }: Change): ChangeCost {
  const whole = nextEnd(at, to, at)
  const credit = shareOf(from.paid, unused(from, at))
  if (credit < to.price && charges) {
    return { outcome: 'now', credit, charge: to.price - credit, endsAt: whole }
  }
  if (credit === to.price) return { outcome: 'now', credit, charge: 0n, endsAt: whole }
  if (whole === null || to.price === 0n) return { outcome: 'later' }
  const length = ((ms(whole) - ms(at)) * credit) / to.price
  if (length > BigInt(LIFECYCLE_LIMITS.longestDays * DAY)) return { outcome: 'later' }
  return { outcome: 'now', credit, charge: 0n, endsAt: new Date(Number(ms(at) + length)) }
}

/**
 * Whether a tier is worth more than another by the time that it lasts: only then is a change made at once.
 * @param prices millicoins of a cycle
 */
export function isDearer(
  to: PeriodOf & { price: bigint },
  from: PeriodOf & { price: bigint },
  at: Date
): boolean {
  const [toEnd, fromEnd] = [nextEnd(at, to, at), nextEnd(at, from, at)]
  if (toEnd === null || fromEnd === null) {
    return toEnd === fromEnd ? to.price > from.price : toEnd === null
  }
  return to.price * (ms(fromEnd) - ms(at)) > from.price * (ms(toEnd) - ms(at))
}
