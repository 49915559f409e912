import { sql } from '#app/support/sql'
import type { CodeRow } from '#plugins/communities/rows'

export interface ListedCode extends CodeRow {
  /** How often something was bought with it. */
  used: bigint
  tier_name: string | null
}

/** A community's codes that are not withdrawn, newest first. */
export function listCodes(communityId: string): Promise<readonly ListedCode[]> {
  return sql<ListedCode>(
    `select c.*, t.name as tier_name,
       (select count(*) from communities_purchases p where p.code_id = c.id and p.state = 'paid') as used
     from communities_codes c left join communities_tiers t on t.id = c.tier_id
     where c.community_id = :communityId and c.withdrawn_at is null order by c.created_at desc, c.id`,
    { communityId }
  )
}
