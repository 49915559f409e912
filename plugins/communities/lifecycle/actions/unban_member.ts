import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { remember } from '#plugins/communities/history'
import { findCommunity } from '#plugins/communities/queries/find_community'

/**
 * The creator lets somebody join again. What they had does not come back: they were paid for it.
 * @returns false when `by` is not the community's creator, or nobody was banned
 */
export async function unbanMember(about: {
  communityId: string
  personId: string
  by: string
}): Promise<boolean> {
  const { communityId, personId, by } = about
  return db.transaction(async (trx) => {
    const community = await findCommunity(communityId, trx)
    if (community?.creator_id !== by) return false
    const [ban] = await sql<{ person_id: string }>(
      `delete from communities_bans where community_id = :communityId and person_id = :personId returning person_id`,
      { communityId, personId },
      trx
    )
    if (!ban) return false
    await remember(trx, { communityId, personId, kind: 'unbanned', data: { by } })
    return true
  })
}
