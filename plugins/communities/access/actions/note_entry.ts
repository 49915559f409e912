import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import type { MemberChanged } from '#plugins/communities/access/actions/on_member_changed'
import { ACCESS_LIMITS } from '#plugins/communities/access/limits'
import { tellAccess } from '#plugins/communities/access/actions/tell_access'
import { now } from '#plugins/communities/clock'
import { remember } from '#plugins/communities/history'
import type { GrantRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Whether the books know better, or may: something newer was learned; or it was learned that they are out at about the
 * same time, and the platform's clock is not ours. Then the platform is asked, and what it says is true.
 */
function isDoubtful({ actual, learned_at: learned }: GrantRow, at: Date): boolean {
  if (learned === null) return false
  const differ = actual === 'out' ? ACCESS_LIMITS.clocksDiffer * 1_000 : 0
  return learned.getTime() > at.getTime() - differ
}

/**
 * They came in, as they should: through their link, or with the role. A try that is under way goes again, and finds
 * them in.
 * @param event.isSeen the platform was asked, and says so
 * @returns `late` when something else was, or may have been, learned since it happened (that the role was taken again):
 *   nothing is noted
 */
export async function noteEntry(
  services: CommunitiesServices,
  { id, version }: GrantRow,
  event: Pick<MemberChanged, 'at'> & { isSeen?: true }
): Promise<'noted' | 'late'> {
  return db.transaction(async (trx) => {
    const [before] = await sql<GrantRow>(
      `select * from communities_grants where id = :id and version = :version and wanted = 'in'
         and (actual <> 'in' or error_kind is not null or next_try_at is not null or left_at is not null) for update`,
      { id, version },
      trx
    )
    if (!before) return 'noted'
    if (event.isSeen !== true && isDoubtful(before, event.at)) return 'late'
    const [grant] = await sql<GrantRow>(
      `update communities_grants set actual = 'in', granted_at = coalesce(granted_at, :at),
         learned_at = greatest(learned_at, :heardAt), left_at = null, link = null, link_expires_at = null, attempts = 0,
         version = version + case when claimed_until is null then 0 else 1 end,
         next_try_at = case when claimed_until is null then null else next_try_at end,
         error_kind = null, last_error = null, problem = null
       where id = :id returning *`,
      { id, at: now(), heardAt: event.at },
      trx
    )
    if (!grant || before.granted_at) return 'noted'
    await remember(trx, {
      communityId: grant.community_id,
      membershipId: grant.membership_id,
      personId: grant.person_id,
      kind: 'let_in',
      data: { space: grant.space_id, role: grant.role_id, by: 'link' },
    })
    if (grant.membership_id) {
      await tellAccess({ services, trx, current: grant }, 'welcome', grant.membership_id)
    }
    return 'noted'
  })
}
