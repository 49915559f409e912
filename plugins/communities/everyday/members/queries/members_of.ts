import { sql } from '#app/support/sql'
import type { Member, MemberFilter } from '#plugins/communities/everyday/members/member'

export interface MembersAsked {
  communityId: string
  filter: MemberFilter
  /** A part of a name; everybody when empty. */
  search: string
  /** This one alone. */
  membershipId?: string
  limit: number
  offset: number
}

interface Row {
  id: string
  person_id: string
  name: string | null
  tier_name: string
  state: Member['state']
  means: Member['means']
  created_at: Date
  paid_until: Date | null
  grace_until: Date | null
  renews: boolean
  end_reason: Member['endReason']
  ended_at: Date | null
  coins: bigint
  payments: bigint
  doors: bigint
  open: bigint
  banned: boolean
}

/** What each filter lets through; `g` is what is known of the member's doors. */
const FILTERS: Readonly<Record<MemberFilter, string>> = {
  in: `m.state <> 'ended'`,
  trouble: `m.state <> 'ended' and (m.state = 'grace' or g.open < g.doors)`,
  past: `m.state = 'ended' and not exists (select from communities_memberships n
    where n.community_id = m.community_id and n.person_id = m.person_id and n.created_at > m.created_at)`,
  all: 'true',
}

const GRANTS = `left join lateral (
  select count(*) filter (where wanted = 'in') as doors,
    count(*) filter (where wanted = 'in' and actual = 'in') as open
  from communities_grants where community_id = m.community_id and person_id = m.person_id
) g on true`

/** Members of a community, the newest first. */
export async function membersOf(asked: MembersAsked): Promise<Member[]> {
  const rows = await sql<Row>(
    `select m.id, m.person_id, p.display_name as name, t.name as tier_name, m.state, m.means, m.created_at,
       m.paid_until, m.grace_until, m.renews, m.end_reason, m.ended_at, y.coins, y.payments, g.doors, g.open,
       exists (select from communities_bans b
         where b.community_id = m.community_id and b.person_id = m.person_id) as banned
     from communities_memberships m
     join communities_tiers t on t.id = m.tier_id
     left join people p on p.id = m.person_id
     ${GRANTS}
     cross join lateral (
       select coalesce(sum(case when currency is null then coins - given_back else 0 end), 0)::bigint as coins,
         count(*) filter (where currency is not null and m.means <> 'telegram') as payments
       from communities_cycles where membership_id = m.id and state in ('paid', 'given_back')
     ) y
     where m.community_id = :communityId and ${FILTERS[asked.filter]}
       and (:search = '' or p.display_name ilike '%' || :pattern || '%')
       and (cast(:membershipId as text) is null or m.id::text = :membershipId)
     order by m.created_at desc, m.id limit :limit offset :offset`,
    {
      communityId: asked.communityId,
      search: asked.search,
      pattern: asked.search.replaceAll(/[\\%_]/g, String.raw`\$&`),
      membershipId: asked.membershipId ?? null,
      limit: asked.limit,
      offset: asked.offset,
    }
  )
  return rows.map(memberOf)
}

/** How many a filter and a search find. */
export async function countMembers(
  asked: Pick<MembersAsked, 'communityId' | 'filter' | 'search'>
): Promise<number> {
  const [row] = await sql<{ count: bigint }>(
    `select count(*) from communities_memberships m left join people p on p.id = m.person_id ${GRANTS}
     where m.community_id = :communityId and ${FILTERS[asked.filter]}
       and (:search = '' or p.display_name ilike '%' || :pattern || '%')`,
    {
      communityId: asked.communityId,
      search: asked.search,
      pattern: asked.search.replaceAll(/[\\%_]/g, String.raw`\$&`),
    }
  )
  return Number(row?.count ?? 0n)
}

function memberOf(row: Row): Member {
  return {
    membershipId: row.id,
    personId: row.person_id,
    name: row.name ?? '',
    tierName: row.tier_name,
    state: row.state,
    means: row.means,
    since: row.created_at,
    paidUntil: row.paid_until,
    graceUntil: row.grace_until,
    renews: row.renews,
    endReason: row.end_reason,
    endedAt: row.ended_at,
    coins: row.coins,
    payments: Number(row.payments),
    doors: Number(row.doors),
    open: Number(row.open),
    banned: row.banned,
  }
}
