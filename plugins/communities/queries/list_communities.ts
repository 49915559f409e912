import { sql } from '#app/support/sql'
import type { CommunityRow } from '#plugins/communities/rows'

/** A creator's, oldest first; there are at most `CONNECTING_LIMITS.communitiesPerCreator`. */
export function communitiesOf(creatorId: string): Promise<CommunityRow[]> {
  return sql<CommunityRow>(
    `select * from communities_communities where creator_id = :creatorId order by created_at, id`,
    { creatorId }
  )
}
