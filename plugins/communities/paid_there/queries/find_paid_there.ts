import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { SpacePlatform } from '#app/bot_kit/spaces/space'
import { sql } from '#app/support/sql'
import type { PaidThereRow } from '#plugins/communities/paid_there/rows'

/** Somebody who pays Telegram, with what the program has to know to follow them. */
export interface PaidThereKnown extends PaidThereRow {
  community_id: string
  community_name: string
  tier_id: string
  stars: number
  platform: SpacePlatform
  space_platform_id: string
  /** Null while nobody who joined has the account. */
  account_id: string | null
  person_id: string | null
}

const KNOWN = `select p.*, s.community_id, c.name as community_name, l.tier_id, l.stars, s.platform,
    s.platform_id as space_platform_id, a.id as account_id, e.id as person_id
  from communities_paid_there p
  join communities_spaces s on s.id = p.space_id
  join communities_communities c on c.id = s.community_id
  join communities_paid_links l on l.id = p.link_id
  left join accounts a on a.platform = s.platform and a.platform_id = p.platform_id
  left join people e on e.id = a.person_id and e.deleted_at is null`

export async function findPaidThere(
  id: string,
  trx?: TransactionClientContract
): Promise<PaidThereKnown | null> {
  const [row] = await sql<PaidThereKnown>(`${KNOWN} where p.id = :id`, { id }, trx)
  return row ?? null
}

/**
 * Who pays Telegram and is no member of the community yet, and could be: their account is somebody's who joined.
 * @param personId only this person's
 */
export function notYetMembers(about: {
  at: Date
  most: number
  personId?: string
}): Promise<PaidThereKnown[]> {
  const { at, most, personId = null } = about
  return sql<PaidThereKnown>(
    `${KNOWN}
     where p.over_at is null and p.until > :at and e.id is not null
       and (cast(:personId as uuid) is null or e.id = cast(:personId as uuid))
       and not exists (select from communities_memberships m
         where m.community_id = s.community_id and m.person_id = e.id and m.state <> 'ended')
       and not exists (select from communities_bans b
         where b.community_id = s.community_id and b.person_id = e.id)
     order by p.heard_at limit :most`,
    { at, most, personId }
  )
}

/** Whom Telegram is to be asked about now. */
export function dueToLook(about: { at: Date; most: number }): Promise<PaidThereKnown[]> {
  return sql<PaidThereKnown>(
    `${KNOWN} where p.look_at <= :at and p.over_at is null order by p.look_at limit :most`,
    about
  )
}
