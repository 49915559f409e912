import { DateTime } from 'luxon'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import { preflight } from '#plugins/communities/connecting/preflight'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Looks at spaces whose preflight is due, longest waiting first; a few side by side, so many in a run. Each is claimed
 * by moving its time on: another process takes others, and one that a platform does not answer for comes again soon.
 */
export async function preflightDue(
  services: Pick<CommunitiesServices, 'doorkeepers' | 'outbox'>,
  signal: AbortSignal
): Promise<void> {
  const at = now()
  const again = DateTime.fromJSDate(at)
    .plus({ seconds: CONNECTING_LIMITS.preflightAgainAfter })
    .toJSDate()
  const due = await sql<{ id: string }>(
    `update communities_spaces set next_check_at = :again
     where id in
       (select id from communities_spaces
        where state <> 'disconnected' and (next_check_at is null or next_check_at <= :at)
        order by next_check_at nulls first limit :batch for update skip locked)
     returning id`,
    { at, again, batch: CONNECTING_LIMITS.preflightBatch }
  )
  const left = due.map(({ id }) => id)
  const worker = async () => {
    for (let id = left.pop(); id !== undefined && !signal.aborted; id = left.pop()) {
      await preflight(services, id)
    }
  }
  await Promise.all(Array.from({ length: CONNECTING_LIMITS.preflightAtOnce }, worker))
}
