import { sql } from '#app/support/sql'
import { isId } from '#plugins/communities/queries/find_community'

export interface MembershipShown {
  id: string
  person_id: string
  community_id: string
  community_name: string
  tier_name: string
  /** The tier's; may be empty. */
  welcome: string
}

/** A membership that lives, as its person is told of it. */
export async function findMembershipShown(id: string): Promise<MembershipShown | null> {
  if (!isId(id)) return null
  const [membership] = await sql<MembershipShown>(
    `select m.id, m.person_id, m.community_id, c.name as community_name, t.name as tier_name, t.welcome
     from communities_memberships m
     join communities_communities c on c.id = m.community_id
     join communities_tiers t on t.id = m.tier_id
     where m.id = :id and m.state <> 'ended'`,
    { id }
  )
  return membership ?? null
}
