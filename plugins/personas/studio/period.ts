/** The spans that the studio shows. Days are in UTC, for every creator the same, so that figures add up. */

export const PERIODS = [7, 30, 90] as const
export type PeriodDays = (typeof PERIODS)[number]

export const DEFAULT_PERIOD: PeriodDays = 30

const DAY_MS = 24 * 60 * 60 * 1000

/** So many days, the last of which is today. */
export interface Period {
  /** `YYYY-MM-DD`, oldest first. */
  days: readonly string[]
  /** The first moment of the first day. */
  from: Date
  /** The first moment after the last day. */
  to: Date
}

export function periodOf(days: PeriodDays, now = new Date()): Period {
  const today = startOfDay(now)
  const from = new Date(today.getTime() - (days - 1) * DAY_MS)
  return {
    days: Array.from({ length: days }, (_, n) => dayOf(new Date(from.getTime() + n * DAY_MS))),
    from,
    to: new Date(today.getTime() + DAY_MS),
  }
}

/** `YYYY-MM-DD`, in UTC. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10)
}

/** The first moment of a `YYYY-MM-DD`. */
export function timeOf(day: string): Date {
  return new Date(`${day}T00:00:00.000Z`)
}

export function startOfDay(time: Date): Date {
  return timeOf(dayOf(time))
}

/** A span that someone asked for by its number of days; the usual one for anything else. */
export function periodAsked(asked: unknown): PeriodDays {
  return PERIODS.find((days) => days === Number(asked)) ?? DEFAULT_PERIOD
}
