import { sql } from '#app/support/sql'
import type { SpaceProblem, PersonProblem } from '#app/bot_kit/spaces/problems'
import type { GrantRow } from '#plugins/communities/rows'

/** One of a member's doors. */
export interface MemberDoor {
  space: string
  role: string | null
  wanted: GrantRow['wanted']
  actual: GrantRow['actual']
  problem: SpaceProblem['kind'] | PersonProblem['kind'] | null
}

/** What a person may enter in a community, and whether they are there. */
export async function memberDoors(communityId: string, personId: string): Promise<MemberDoor[]> {
  return sql<MemberDoor>(
    `select s.title as space, g.wanted, g.actual, g.problem ->> 'kind' as problem,
       (select d.role_name from communities_doors d where d.space_id = g.space_id and d.role_id = g.role_id limit 1) as role
     from communities_grants g join communities_spaces s on s.id = g.space_id
     where g.community_id = :communityId and g.person_id = :personId order by s.title, g.role_id`,
    { communityId, personId }
  )
}
