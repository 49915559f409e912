import { setTimeout as wait } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { workGrants } from '#plugins/communities/access/actions/work_grants'
import { ACCESS_LIMITS } from '#plugins/communities/access/limits'
import { now } from '#plugins/communities/clock'
import type { CommunitiesServices } from '#plugins/communities/services'

/** A member asks to be let in: also one who left, or whose link is too old. It is tried at once, as far as it may be. */
export async function letMeIn(services: CommunitiesServices, grantId: string): Promise<void> {
  const [asked] = await db.transaction((trx) =>
    sql<{ id: string }>(
      `update communities_grants set next_try_at = :at, left_at = null, attempts = 0, error_kind = null, last_error = null,
         problem = null, version = version + 1
       where id = :grantId and wanted = 'in' and actual <> 'in' and claimed_until is null and next_try_at is null
         and (actual <> 'invited' or link_expires_at <= :at) returning id`,
      { grantId, at: now() },
      trx
    )
  )
  if (!asked) return
  // The link is said privately, too, should it take longer.
  const late = wait(ACCESS_LIMITS.letMeInWaitMs, undefined, { ref: false })
  await Promise.race([workGrants(services), late])
}
