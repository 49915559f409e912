import { sql } from '#app/support/sql'
import { GIFT_LIMITS } from '#plugins/communities/gifts/limits'
import type { CommunityRow } from '#plugins/communities/rows'

/** Open communities that a person is or was a member of; the one of the place first, where there is one. */
export function communitiesNear(personId: string, hereId: string | null): Promise<CommunityRow[]> {
  return sql<CommunityRow>(
    `select c.* from communities_communities c
     where c.state = 'open' and c.suspended_at is null and (c.id = cast(:hereId as uuid)
       or exists (select from communities_memberships m where m.community_id = c.id and m.person_id = :personId))
     order by (c.id = cast(:hereId as uuid)) desc nulls last, c.name limit :most`,
    { personId, hereId, most: GIFT_LIMITS.shown }
  )
}
