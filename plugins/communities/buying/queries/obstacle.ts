import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { BUYING_LIMITS } from '#plugins/communities/buying/limits'
import type { Obstacle } from '#plugins/communities/buying/purchase'
import { now } from '#plugins/communities/clock'
import type { CommunityRow, TierRow } from '#plugins/communities/rows'

export interface Candidate {
  community: CommunityRow
  tier: TierRow
  personId: string
  /** For somebody else, who may be whoever they are. */
  gift: boolean
  /** The purchase that is looked at: it does not stand in its own way. */
  purchaseId?: string
}

/**
 * What stands against a membership now; null for nothing. With a transaction under {@link lockForBuying} the answer holds
 * until its end.
 */
export async function obstacleTo(
  candidate: Candidate,
  trx?: TransactionClientContract
): Promise<Obstacle | null> {
  const { community, tier, personId, gift } = candidate
  if (community.suspended_at !== null) return 'suspended'
  if (community.state !== 'open') return 'closed'
  if (tier.state !== 'on_sale') return 'withdrawn'
  const [row] = await sql<{ banned: boolean; shut: boolean; tier_id: string | null }>(
    `select exists (select from communities_bans b
         where b.community_id = :communityId and b.person_id = :personId) as banned,
       (select bool_and(s.state <> 'connected') from communities_doors d
         join communities_spaces s on s.id = d.space_id where d.tier_id = :tierId) as shut,
       (select m.tier_id from communities_memberships m
         where m.community_id = :communityId and m.person_id = :personId and m.state <> 'ended') as tier_id`,
    { communityId: community.id, personId, tierId: tier.id },
    trx
  )
  if (row?.banned) return 'banned'
  if (row?.shut && candidate.purchaseId === undefined) return 'shut'
  if (!gift && row?.tier_id) return row.tier_id === tier.id ? 'member' : 'other_tier'
  if (tier.seats !== null && (await seatsTaken(candidate, trx)) >= BigInt(tier.seats)) return 'full'
  return null
}

/** Members, purchases under way of others, and gifts that wait for somebody. */
async function seatsTaken(
  { tier, personId, gift, purchaseId }: Candidate,
  trx?: TransactionClientContract
): Promise<bigint> {
  const at = now()
  const [row] = await sql<{ taken: bigint }>(
    `select (select count(*) from communities_memberships
         where (tier_id = :tierId or next_tier_id = :tierId) and state <> 'ended')
       + (select count(*) from communities_purchases p where p.tier_id = :tierId and p.state = 'asked'
           and p.refusal is null and p.created_at > :since and p.id is distinct from cast(:purchaseId as uuid)
           and (p.gift or cast(:gift as boolean) or p.person_id <> :personId))
       + (select count(*) from communities_gifts where tier_id = :tierId and redeemed_at is null
           and given_back_at is null and expires_at > :at) as taken`,
    {
      tierId: tier.id,
      personId,
      gift,
      purchaseId: purchaseId ?? null,
      since: new Date(at.getTime() - BUYING_LIMITS.seat * 1000),
      at,
    },
    trx
  )
  return row?.taken ?? 0n
}
