import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'

/** Somebody does not want to hear a community's announcements any more, or does again. */
export async function muteCommunity(
  communityId: string,
  personId: string,
  muted: boolean
): Promise<void> {
  if (muted) {
    await sql(
      `insert into communities_mutes (community_id, person_id, muted_at)
       select id, :personId, :at from communities_communities where id::text = :communityId
       on conflict do nothing`,
      { communityId, personId, at: now() }
    )
  } else {
    await sql(
      'delete from communities_mutes where community_id::text = :communityId and person_id = :personId',
      { communityId, personId }
    )
  }
}
