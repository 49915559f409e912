import { sql } from '#app/support/sql'
import { findPurchase } from '#plugins/communities/buying/queries/find_purchase'
import { findCommunity } from '#plugins/communities/queries/find_community'
import { findTier, type PricedTier } from '#plugins/communities/queries/find_tier'
import type { CommunityRow, GiftRow, PurchaseRow } from '#plugins/communities/rows'

/** A gift with all that it is about. */
export interface WholeGift {
  gift: GiftRow
  purchase: PurchaseRow
  tier: PricedTier
  community: CommunityRow
}

/** The gift of a code, in whatever state; null when there is none. */
export async function findGift(code: string): Promise<WholeGift | null> {
  const [gift] = await sql<GiftRow>('select * from communities_gifts where code = :code', { code })
  if (!gift) return null
  const purchase = await findPurchase(gift.purchase_id)
  const tier = await findTier(gift.tier_id)
  const community = await findCommunity(gift.community_id)
  return purchase && tier && community ? { gift, purchase, tier, community } : null
}
