/** What a benchmark found: a ratio against its yardstick, measured in the same run on the same machine. */
export interface BenchResult {
  name: string
  ratio: number
  /** What the ratio must be; null when it is only shown. */
  limit: { atLeast?: number; atMost?: number } | null
  /** The numbers behind the ratio, for people. */
  detail: string
}

/** Whether a result is within its limit. */
export function isWithinLimit({ ratio, limit }: BenchResult): boolean {
  if (limit === null) return true
  return ratio >= (limit.atLeast ?? -Infinity) && ratio <= (limit.atMost ?? Infinity)
}

/** A line per result, for the console. */
export function describeResult(result: BenchResult): string {
  const { name, ratio, limit, detail } = result
  const bounds = [
    limit?.atLeast === undefined ? null : `at least ${limit.atLeast}`,
    limit?.atMost === undefined ? null : `at most ${limit.atMost}`,
  ].filter((bound) => bound !== null)
  const verdict = limit === null ? 'shown' : isWithinLimit(result) ? 'ok' : 'MISSED'
  const wanted = bounds.length === 0 ? '' : ` (${bounds.join(', ')})`
  return `${verdict.padEnd(6)} ${name}: ${ratio.toFixed(2)}${wanted}  ${detail}`
}

/** The middle value; of an even number, the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  if (middle === undefined) throw new Error('There is no middle of nothing')
  return middle
}

/** Milliseconds that something takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
