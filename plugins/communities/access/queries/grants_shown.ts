import type { PersonProblem, SpaceProblem } from '#app/bot_kit/spaces/problems'
import type { SpacePlatform } from '#app/bot_kit/spaces/space'
import { sql } from '#app/support/sql'
import { isId } from '#plugins/communities/queries/find_community'
import type { GrantRow } from '#plugins/communities/rows'

/** A way in, with what its person is told of it. */
export interface GrantShown extends Omit<GrantRow, 'problem'> {
  problem: { kind: (SpaceProblem | PersonProblem)['kind'] } | null
  platform: SpacePlatform
  space_title: string
  /** A Discord role's; null for a chat. */
  role_name: string | null
  community_name: string
  community_suspended: boolean
}

const SHOWN = `select g.*, s.platform, s.title as space_title, c.name as community_name,
    c.suspended_at is not null as community_suspended,
    (select d.role_name from communities_doors d where d.space_id = g.space_id and d.role_id = g.role_id limit 1)
      as role_name
  from communities_grants g
  join communities_spaces s on s.id = g.space_id
  join communities_communities c on c.id = g.community_id`

export async function findGrantShown(id: string): Promise<GrantShown | null> {
  if (!isId(id)) return null
  const [grant] = await sql<GrantShown>(`${SHOWN} where g.id = :id`, { id })
  return grant ?? null
}

/** What a membership opens, for its person alone. */
export function doorsOfMember(membershipId: string, personId: string): Promise<GrantShown[]> {
  if (!isId(membershipId)) return Promise.resolve([])
  return sql<GrantShown>(
    `${SHOWN} where g.membership_id = :membershipId and g.person_id = :personId and g.wanted = 'in'
     order by s.title, role_name`,
    { membershipId, personId }
  )
}

/** Platforms whose doors a membership opens, and on which its person has no account. */
export async function platformsWithoutAccount(membershipId: string): Promise<SpacePlatform[]> {
  if (!isId(membershipId)) return []
  const rows = await sql<{ platform: SpacePlatform }>(
    `select distinct s.platform from communities_memberships m
     join communities_doors d on d.tier_id = m.tier_id
     join communities_spaces s on s.id = d.space_id and s.state <> 'disconnected'
     where m.id = :membershipId and m.state <> 'ended' and not exists (
       select from accounts a where a.person_id = m.person_id and a.platform = s.platform and a.banned_at is null)`,
    { membershipId }
  )
  return rows.map(({ platform }) => platform)
}
