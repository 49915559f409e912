import { sql } from '#app/support/sql'
import type { CreatorStanding } from '#plugins/communities/api'

type Row = { readonly [K in keyof CreatorStanding]: bigint }

/** How far a creator's communities are, in counts. */
export async function standingOf(creatorId: string): Promise<CreatorStanding> {
  const [row] = await sql<Row>(
    `with own as (select id, state from communities_communities where creator_id = :creatorId),
     spaces as (
       select s.problems from communities_spaces s join own on own.id = s.community_id
       where s.state = 'connected' and s.checked_at is not null
     ), tiers as (
       select t.state, t.welcome, t.persona_id, own.state as community
       from communities_tiers t join own on own.id = t.community_id where t.state <> 'withdrawn'
     )
     select (select count(*) from own) as communities,
       (select count(*) from spaces) as spaces,
       (select count(*) from spaces where problems = '[]'
          or not exists (select from jsonb_array_elements(problems) p where p ->> 'kind' <> 'members_hidden')) as "greenSpaces",
       (select count(*) from tiers) as tiers,
       (select count(*) from tiers where state = 'on_sale' and community = 'open') as "onSale",
       (select count(*) from tiers where welcome <> '') as welcomes,
       (select count(*) from tiers where persona_id is not null) as personas,
       (select count(*) from communities_announcements a join own on own.id = a.community_id
          where a.begun_at is not null) as announcements,
       (select count(*) from communities_memberships m join own on own.id = m.community_id
          where m.person_id <> :creatorId) as "membersEver"`,
    { creatorId }
  )
  if (!row) throw new Error('Nothing was counted')
  return {
    communities: Number(row.communities),
    spaces: Number(row.spaces),
    greenSpaces: Number(row.greenSpaces),
    tiers: Number(row.tiers),
    onSale: Number(row.onSale),
    welcomes: Number(row.welcomes),
    personas: Number(row.personas),
    announcements: Number(row.announcements),
    membersEver: Number(row.membersEver),
  }
}
