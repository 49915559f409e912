import type { Person } from '#app/identity/types'
import { sql } from '#app/support/sql'
import type { CommunityRow } from '#plugins/communities/rows'

/** A community, for its creator alone; null for everybody else. */
export async function ownCommunity(
  person: Pick<Person, 'id'> | null,
  communityId: string
): Promise<CommunityRow | null> {
  if (!person) return null
  const [community] = await sql<CommunityRow>(
    'select * from communities_communities where id::text = :communityId and creator_id = :personId',
    { communityId, personId: person.id }
  )
  return community ?? null
}
