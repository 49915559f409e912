import { DateTime } from 'luxon'

/**
 * The time that memberships go by, in UTC. Statements are given it as a value and never ask the database, so that a
 * test can move it (`Settings.now` of luxon), and so that one decision has one time.
 */
export const now = (): Date => DateTime.utc().toJSDate()

export type Period = 'once' | 'month' | 'year' | 'lifetime'

/**
 * The end of a cycle: cycles are counted from the anchor, so that the 31st of January is followed by the 28th of
 * February and the 31st of March.
 * @param cycles how many whole periods lie between the anchor and the end
 * @returns null for good
 */
export function cycleEnd(
  anchor: Date,
  period: { period: Period; days_once: number | null },
  cycles: number
): Date | null {
  const from = DateTime.fromJSDate(anchor, { zone: 'utc' })
  switch (period.period) {
    case 'month':
      return from.plus({ months: cycles }).toJSDate()
    case 'year':
      return from.plus({ years: cycles }).toJSDate()
    case 'once':
      return from.plus({ days: (period.days_once ?? 0) * cycles }).toJSDate()
    case 'lifetime':
      return null
  }
}
