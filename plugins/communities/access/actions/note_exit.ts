import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { askForWork } from '#plugins/communities/access/actions/ask_for_work'
import type { MemberChanged } from '#plugins/communities/access/actions/on_member_changed'
import { now } from '#plugins/communities/clock'
import { remember } from '#plugins/communities/history'
import type { GrantRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Somebody is not in. Who was not wanted is out, and no more is to be done. Who left by themselves is left alone, until
 * they ask or come back. Anybody else who paid is let in again.
 */
export async function noteExit(
  services: Pick<CommunitiesServices, 'outbox'>,
  grant: GrantRow,
  { event, left }: { event: Pick<MemberChanged, 'at'>; left: boolean }
): Promise<void> {
  const values = { id: grant.id, version: grant.version, at: now(), heardAt: event.at }
  await db.transaction(async (trx) => {
    if (grant.wanted === 'out') {
      await sql(
        `update communities_grants set actual = 'out', revoked_at = :at, learned_at = greatest(learned_at, :heardAt),
           next_try_at = case when link is null then null else next_try_at end,
           error_kind = null, last_error = null, problem = null
         where id = :id and version = :version and wanted = 'out' and claimed_until is null and actual <> 'out'`,
        values,
        trx
      )
      // Nobody's any more: who they were is not kept.
      await sql(
        `delete from communities_grants where id = :id and person_id is null and wanted = 'out' and actual = 'out'
           and next_try_at is null and claimed_until is null`,
        values,
        trx
      )
      return
    }
    const [gone] = await sql<GrantRow>(
      `update communities_grants set actual = 'out', learned_at = greatest(learned_at, :heardAt), attempts = 0,
         left_at = case when :left then cast(:at as timestamptz) end,
         next_try_at = case when claimed_until is not null then next_try_at
           when :left then null else cast(:at as timestamptz) end,
         version = version + case when claimed_until is null then 0 else 1 end,
         error_kind = null, last_error = null, problem = null
       where id = :id and version = :version and wanted = 'in' and (not :left or left_at is null) returning *`,
      { ...values, left },
      trx
    )
    if (!gone) return
    if (!left) return askForWork(services, trx)
    await remember(trx, {
      communityId: gone.community_id,
      membershipId: gone.membership_id,
      personId: gone.person_id,
      kind: 'left_by_themselves',
      data: { space: gone.space_id, role: gone.role_id },
    })
  })
}
