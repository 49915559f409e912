import { randomBytes } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import type { TierRow } from '#plugins/communities/rows'
import { noteChange } from '#plugins/communities/tiers/change_tier'
import type { TierWords } from '#plugins/communities/tiers/check_tier'
import { TIER_LIMITS } from '#plugins/communities/tiers/limits'

/** Characters of a link's code: not to be guessed, and short enough for Telegram's 64 with what stands before it. */
const LINK_BYTES = 12

export type TierCreation =
  { outcome: 'created'; tierId: string } | { outcome: 'too_many'; limit: number }

/**
 * A new tier of a community, as a draft behind those that there are.
 * @param key the turn's: the same one makes one tier
 */
export async function createTier(
  communityId: string,
  made: TierWords & Pick<TierRow, 'period' | 'days_once' | 'coins'>,
  key: string
): Promise<TierCreation> {
  return db.transaction(async (trx) => {
    await sql(
      'select 1 from communities_communities where id = :communityId for update',
      { communityId },
      trx
    )
    const [before] = await sql<{ tier_id: string }>(
      `select data ->> 'tierId' as tier_id from communities_history
       where community_id = :communityId and kind = 'tier_created' and data ->> 'key' = :key`,
      { communityId, key },
      trx
    )
    if (before) return { outcome: 'created', tierId: before.tier_id }
    const [{ tiers, next } = { tiers: 0n, next: 0 }] = await sql<{ tiers: bigint; next: number }>(
      `select count(*) as tiers, coalesce(max(position) + 1, 0) as next
       from communities_tiers where community_id = :communityId`,
      { communityId },
      trx
    )
    const limit = TIER_LIMITS.tiersPerCommunity
    if (tiers >= BigInt(limit)) return { outcome: 'too_many', limit }
    const [tier] = await sql<TierRow>(
      `insert into communities_tiers
         (community_id, position, name, description, perks, period, days_once, coins, link_code)
       values (:communityId, :next, :name, :description, :perks, :period, :daysOnce, :coins, :linkCode)
       returning *`,
      {
        communityId,
        next,
        name: made.name,
        description: made.description,
        perks: [...made.perks],
        period: made.period,
        daysOnce: made.days_once,
        coins: made.coins,
        linkCode: `t_${randomBytes(LINK_BYTES).toString('base64url')}`,
      },
      trx
    )
    if (!tier) throw new Error('The tier was not written')
    await noteChange(trx, tier, 'tier_created', { key })
    return { outcome: 'created', tierId: tier.id }
  })
}
