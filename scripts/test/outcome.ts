/** What the parts of a test run hand to each other. */
import type { Result } from '#tests/support/result_lines'

/** What one process had to say: a check, or some spec files. */
export interface Outcome {
  name: string
  results: readonly Result[]
  /** Everything it printed. */
  output: string
  /** Milliseconds. */
  duration: number
}

/** A result for what is no japa test: a check, or a process that broke. */
export function plainResult(
  file: string,
  title: string,
  outcome: Result['outcome'],
  duration: number,
  error?: string
): Result {
  return { file, title, outcome, duration, reason: null, errors: error ? [error] : [] }
}
