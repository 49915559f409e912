/** What validation asks of values that came over the wire. */
import type { ApiError } from '#tests/emulators/openai/errors'

export type Body = Record<string, unknown>

export const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Null and absent are the same to the service. */
export const isAbsent = (value: unknown): value is null | undefined =>
  value === undefined || value === null

/** The first refusal of several checks. */
export function firstOf(checks: readonly (() => ApiError | null)[]): ApiError | null {
  for (const check of checks) {
    const refused = check()
    if (refused) {
      return refused
    }
  }
  return null
}
