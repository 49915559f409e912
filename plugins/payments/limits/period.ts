/** The spans of limits. Days and months are of UTC, for everybody the same, as the ledger's. */
export type Period = 'day' | 'month'

/** The first moment of the next day or month. */
export function nextPeriod(period: Period, now = new Date()): Date {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()]
  return period === 'day'
    ? new Date(Date.UTC(year, month, day + 1))
    : new Date(Date.UTC(year, month + 1, 1))
}
