import type { Person } from '#app/identity/types'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { findCommunity, isId } from '#plugins/communities/queries/find_community'
import { findTier, type PricedTier } from '#plugins/communities/queries/find_tier'
import { doorsOf, type Door } from '#plugins/communities/queries/list_doors'
import type { CommunityRow } from '#plugins/communities/rows'

/** A tier as its creator works on it. */
export interface OwnTier {
  tier: PricedTier
  community: CommunityRow
  doors: readonly Door[]
}

/** A tier, for its community's creator alone; null for everybody else. */
export async function ownTier(
  person: Pick<Person, 'id'> | null,
  tierId: string,
  trx?: TransactionClientContract
): Promise<OwnTier | null> {
  const tier = person && isId(tierId) ? await findTier(tierId, trx) : null
  const community = tier && (await findCommunity(tier.community_id, trx))
  if (!tier || community?.creator_id !== person?.id || !community) return null
  return { tier, community, doors: await doorsOf(tier.id, trx) }
}
