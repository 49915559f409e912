import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { Announcement } from '#plugins/communities/everyday/announce/announcement'

interface Row {
  id: string
  community_id: string
  community_name: string
  tier_id: string | null
  tier_name: string | null
  written_by: string
  text: string
  state: Announcement['state']
  total: bigint
  said: bigint
  unreachable: bigint
  scheduled_at: Date | null
}

/** Members who would hear an announcement: those who live in its tier and did not mute the community. */
export const HEARERS = `select m.person_id from communities_memberships m
  where m.community_id = a.community_id and m.state <> 'ended' and (a.tier_id is null or m.tier_id = a.tier_id)
    and not exists (select from communities_mutes u where u.community_id = m.community_id and u.person_id = m.person_id)`

/** An announcement with how far it has come; null when there is no such. */
export async function findAnnouncement(
  id: string,
  trx?: TransactionClientContract
): Promise<Announcement | null> {
  const [row] = await sql<Row>(
    `select a.id, a.community_id, c.name as community_name, a.tier_id, t.name as tier_name, a.written_by, a.text,
       a.state, p.said, p.unreachable, a.scheduled_at,
       case when a.state in ('draft', 'scheduled') then (select count(*) from (${HEARERS}) h) else p.total end as total
     from communities_announcements a
     join communities_communities c on c.id = a.community_id
     left join communities_tiers t on t.id = a.tier_id
     cross join lateral (
       select count(*) as total, count(*) filter (where state = 'said') as said,
         count(*) filter (where state = 'unreachable') as unreachable
       from communities_announcement_people where announcement_id = a.id
     ) p
     where a.id = :id`,
    { id },
    trx
  )
  if (!row) return null
  return {
    id: row.id,
    communityId: row.community_id,
    communityName: row.community_name,
    tierId: row.tier_id,
    tierName: row.tier_name,
    writtenBy: row.written_by,
    text: row.text,
    state: row.state,
    total: Number(row.total),
    said: Number(row.said),
    unreachable: Number(row.unreachable),
    scheduledAt: row.scheduled_at,
  }
}
