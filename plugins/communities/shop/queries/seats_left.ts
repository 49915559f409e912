import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'

/**
 * Seats that are left of each tier of a community that has so many, by the tier's id: those of members are taken, and
 * of gifts that wait for somebody. Somebody may be buying the last one in this moment: who comes first is let in.
 */
export async function seatsLeft(communityId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await sql<{ id: string; taken: bigint; seats: number }>(
    `select t.id, t.seats,
       (select count(*) from communities_memberships m where m.tier_id = t.id and m.state <> 'ended')
       + (select count(*) from communities_gifts g where g.tier_id = t.id and g.redeemed_at is null
           and g.given_back_at is null and g.expires_at > :at) as taken
     from communities_tiers t where t.community_id = :communityId and t.seats is not null`,
    { communityId, at: now() }
  )
  return new Map(rows.map(({ id, seats, taken }) => [id, Math.max(0, seats - Number(taken))]))
}
