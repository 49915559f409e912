import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import type { ScheduleCancelled } from '#plugins/communities/on_behalf/types'
import { findSpace } from '#plugins/communities/queries/find_space'
import type { CommunitiesServices } from '#plugins/communities/services'

interface Found {
  id: string
  community_id: string
  begun_at: Date | null
}

/**
 * Calls off what was scheduled: nobody else hears it. Where it was said in spaces it is taken back, if the platform lets
 * one; what members have privately stays with them.
 * @throws when it may work later
 */
export async function cancelScheduled(
  services: Pick<CommunitiesServices, 'doorkeepers'>,
  creatorId: string,
  key: string
): Promise<ScheduleCancelled> {
  await sql(
    `update communities_announcements a set state = 'stopped', ended_at = :at
     from communities_communities c
     where a.key = :key and c.id = a.community_id and c.creator_id = :creatorId and a.state in ('scheduled', 'sending')`,
    { key, creatorId, at: now() }
  )
  const [found] = await sql<Found>(
    `select a.id, a.community_id, a.begun_at from communities_announcements a
     join communities_communities c on c.id = a.community_id
     where a.key = :key and c.creator_id = :creatorId`,
    { key, creatorId }
  )
  if (!found) return { outcome: 'nothing' }
  if (!found.begun_at) return { outcome: 'cancelled' }
  const [people] = await sql<{ heard: bigint }>(
    `select count(*) as heard from communities_announcement_people
     where announcement_id = :id and state = 'said'`,
    { id: found.id }
  )
  const posts = await postsOf(found)
  let takenBack = 0
  for (const post of posts) if (await takeBack(services, post)) takenBack += 1
  const heard = Number(people?.heard ?? 0n)
  return { outcome: 'went_out', heard, takenBack, stays: posts.length - takenBack }
}

interface Post {
  space_id: string
  message_id: string | null
  channel_id: string | null
}

/** Where it was said, by the community's history. */
const postsOf = ({ id: announcementId, community_id: communityId }: Found): Promise<Post[]> =>
  sql<Post>(
    `select data ->> 'spaceId' as space_id, data ->> 'messageId' as message_id, data ->> 'channelId' as channel_id
     from communities_history where community_id = :communityId and kind = 'posted'
       and data @> jsonb_build_object('announcementId', :announcementId::text)`,
    { communityId, announcementId }
  )

async function takeBack(
  { doorkeepers }: Pick<CommunitiesServices, 'doorkeepers'>,
  { space_id: spaceId, message_id: messageId, channel_id: channelId }: Post
): Promise<boolean> {
  const space = await findSpace(spaceId)
  const doorkeeper = space?.state === 'connected' && (await doorkeepers.of(space.platform))
  if (!space || !doorkeeper || !doorkeeper.takeBack || messageId === null) return false
  const taken = await doorkeeper.takeBack(
    { platform: space.platform, id: space.platform_id },
    { messageId, channelId }
  )
  if (taken.outcome === 'retry') throw new Error(`It cannot be taken back now: ${taken.reason}`)
  return taken.outcome === 'taken_back'
}
