import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'

/** Nobody else hears it. True when it was being said, or waited for its hour. */
export async function stopAnnouncement(announcementId: string, personId: string): Promise<boolean> {
  const stopped = await sql<{ id: string }>(
    `update communities_announcements a set state = 'stopped', ended_at = :at
     from communities_communities c
     where a.id::text = :announcementId and c.id = a.community_id and c.creator_id = :personId
       and a.state in ('scheduled', 'sending')
     returning a.id`,
    { announcementId, personId, at: now() }
  )
  return stopped.length > 0
}
