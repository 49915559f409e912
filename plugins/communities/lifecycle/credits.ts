/**
 * What of earlier cycles counts in one that a change of tier began, after money of them went back. Pure: the same returns
 * in any order come to the same, and one that comes to nothing leaves no trace. See docs/adr/0031.
 */
import { shareOf, unused } from '#plugins/communities/lifecycle/proration'
import type { CycleRow } from '#plugins/communities/rows'

/** What stands of a cycle's own payment: minor units, or millicoins. */
export function restOf(cycle: Pick<CycleRow, 'amount' | 'coins' | 'given_back'>): bigint {
  const rest = (cycle.amount ?? cycle.coins) - cycle.given_back
  return rest > 0n ? rest : 0n
}

/** What is to be kept of the running cycle before a change of tier to one in which so much of it counts. */
export function beforeCut(running: CycleRow, credit: bigint, at: Date): CycleRow {
  const carried = shareOf(running.credit, unused(running, at))
  return { ...running, cut_rest: restOf(running), cut_credit: credit - carried }
}

/**
 * What of a cycle counts in the one that cut it short, by now: its own part goes with what stands of its payment.
 * @param credit what counts in the cycle itself, by now
 */
export function creditFrom(cut: CycleRow, credit: bigint, at: Date): bigint {
  const own = cut.cut_credit ?? 0n
  const whole = cut.cut_rest ?? 0n
  const rest = restOf(cut)
  const stands = rest >= whole ? own : (own * rest) / whole
  return stands + shareOf(credit, unused({ starts_at: cut.starts_at, ends_at: cut.cut_from }, at))
}

/** The cycles whose credit is another one by now, with it. */
export function creditsNow(newestFirst: readonly CycleRow[]): CycleRow[] {
  const credits = new Map<string, bigint>()
  const changed: CycleRow[] = []
  for (const cycle of newestFirst.toReversed()) {
    const cut = newestFirst.find((one) => wasCutBy(one, cycle))
    const credit = cut
      ? creditFrom(cut, credits.get(cut.id) ?? cut.credit, cycle.starts_at)
      : cycle.credit
    credits.set(cycle.id, credit)
    if (credit !== cycle.credit) changed.push({ ...cycle, credit })
  }
  return changed
}

const wasCutBy = (one: CycleRow, cycle: CycleRow): boolean =>
  cycle.kind === 'changed' &&
  (cycle.state === 'paid' || cycle.state === 'given_back') &&
  one.number < cycle.number &&
  one.cut_rest !== null &&
  one.ends_at?.getTime() === cycle.starts_at.getTime()
