import { sql } from '#app/support/sql'

/** Refusals on one page of the panel: the oldest come first, and go as they are settled. */
const MOST = 50

export interface OpenRefusal {
  payment_id: string
  community_id: string | null
  community_name: string | null
  reason: string
  refused_at: Date
}

/** Money that was to go back and has not. */
export function openRefusals(communityId: string | null = null): Promise<OpenRefusal[]> {
  return sql<OpenRefusal>(
    `select r.payment_id, r.community_id, c.name as community_name, r.reason, r.refused_at
     from communities_refused_refunds r left join communities_communities c on c.id = r.community_id
     where r.settled_at is null and (cast(:communityId as uuid) is null or r.community_id = cast(:communityId as uuid))
     order by r.refused_at limit :most`,
    { communityId, most: MOST }
  )
}
