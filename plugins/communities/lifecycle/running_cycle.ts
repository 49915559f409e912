import type { CycleRow } from '#plugins/communities/rows'

/** The paid cycle that runs at a time, out of all of a membership's, the newest first. */
export function runningCycle(newestFirst: readonly CycleRow[], at: Date): CycleRow | null {
  const paid = newestFirst.filter(({ state }) => state === 'paid')
  return (
    paid.find(({ starts_at: start, ends_at: end }) => start <= at && (end === null || end > at)) ??
    null
  )
}
