/** Where values lie on an axis whose end is a round number. */

/** The smallest of 1, 2, 4, 6, 8 × 10ⁿ that is not under the value; at least 1. Its half is as round. */
export function roundEnd(most: number): number {
  if (most <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  const step = [1, 2, 4, 6, 8, 10].find((times) => times * power >= most) ?? 10
  return step * power
}

/** A coordinate, short. */
export function at(value: number): string {
  return String(Math.round(value * 10) / 10)
}
