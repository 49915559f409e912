import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import type { CommunitiesServices } from '#plugins/communities/services'

export type Posting =
  { outcome: 'posting'; spaces: number } | { outcome: 'not_yours' | 'nowhere' | 'suspended' }

/**
 * Has an announcement said in the community's spaces, too: once in each, however often it is asked for. What is for one
 * tier alone is not said where others read.
 */
export async function postAnnouncement(
  { outbox }: Pick<CommunitiesServices, 'outbox'>,
  announcementId: string,
  personId: string
): Promise<Posting> {
  return db.transaction(async (trx) => {
    const [found] = await sql<{ community_id: string; suspended: boolean }>(
      `select a.community_id, c.suspended_at is not null as suspended
       from communities_announcements a join communities_communities c on c.id = a.community_id
       where a.id::text = :announcementId and c.creator_id = :personId and a.tier_id is null and a.state not in ('draft', 'scheduled')`,
      { announcementId, personId },
      trx
    )
    if (!found) return { outcome: 'not_yours' }
    if (found.suspended) return { outcome: 'suspended' }
    const spaces = await sql<{ id: string }>(
      `select id from communities_spaces where community_id = :communityId and state = 'connected'`,
      { communityId: found.community_id },
      trx
    )
    if (spaces.length === 0) return { outcome: 'nowhere' }
    await outbox.add(
      trx,
      spaces.map(({ id: spaceId }) => ({
        topic: 'communities.post_announcement',
        key: `${announcementId}:${spaceId}`,
        payload: { announcementId, spaceId },
      }))
    )
    return { outcome: 'posting', spaces: spaces.length }
  })
}
