import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { sql } from '#app/support/sql'
import { askForWork } from '#plugins/communities/access/actions/ask_for_work'
import { now } from '#plugins/communities/clock'
import { PERSON_PROBLEMS } from '#plugins/communities/access/problems'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Something about a space is other than it was (a preflight is green again, the bot was given a right): what stood
 * still there is tried again.
 */
export async function retrySpace(
  services: Pick<CommunitiesServices, 'outbox'>,
  spaceId: string,
  { afterSeconds = 0 }: { afterSeconds?: number } = {}
): Promise<void> {
  const at = DateTime.fromJSDate(now()).plus({ seconds: afterSeconds }).toJSDate()
  await db.transaction(async (trx) => {
    const tried = await sql<{ id: string }>(
      `update communities_grants set next_try_at = :at, attempts = 0
       where space_id = :spaceId and error_kind = 'action' and next_try_at is null
         and not (problem ->> 'kind' = any(:theirs::text[])) returning id`,
      { spaceId, at, theirs: [...PERSON_PROBLEMS] },
      trx
    )
    await sql(
      'update communities_pace set parked_until = null where space_id = :spaceId and not asked',
      { spaceId },
      trx
    )
    if (tried.length > 0 && afterSeconds === 0) await askForWork(services, trx)
  })
}
