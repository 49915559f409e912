import { DateTime } from 'luxon'
import communitiesConfig from '#config/communities'

/**
 * When something that failed is tried again: after a wait that doubles with each failure, and not before the platform
 * wants it.
 * @param failures in a row, from 1
 * @param afterMs as the platform asks; null when it does not say
 */
export function backoff(at: Date, failures: number, afterMs: number | null): Date {
  const { first, last } = communitiesConfig.access.retry
  const seconds = Math.min(first * 2 ** Math.min(failures - 1, 30), last)
  return DateTime.fromJSDate(at)
    .plus({ milliseconds: Math.max(seconds * 1_000, afterMs ?? 0) })
    .toJSDate()
}
