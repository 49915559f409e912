import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { RunningRepair } from '#plugins/communities/access/repair'
import { now } from '#plugins/communities/clock'

/**
 * Whoever a whole list of the space did not name is not there. Who was in left while nobody was told: a role can be
 * given again when they come back, which the platform tells. No call would change it.
 */
export async function settleAbsent(
  trx: TransactionClientContract,
  run: RunningRepair
): Promise<void> {
  await sql(
    `update communities_grants set
       left_at = case when wanted = 'in' and actual = 'in' then cast(:at as timestamptz) else left_at end,
       revoked_at = case when wanted = 'out' then cast(:at as timestamptz) else revoked_at end,
       actual = 'out', learned_at = :startedAt,
       error_kind = case when wanted = 'in' then 'action' end,
       problem = case when wanted = 'in' then '{"kind":"not_in_server"}'::jsonb end,
       last_error = null
     where space_id = :spaceId and (seen_at is null or seen_at < :startedAt) and wanted_at < :startedAt
       and coalesce(learned_at < :startedAt, true) and claimed_until is null and next_try_at is null and link is null
       and (actual <> 'out' or (wanted = 'in' and error_kind is null and left_at is null))`,
    { spaceId: run.space_id, startedAt: run.started_at, at: now() },
    trx
  )
}
