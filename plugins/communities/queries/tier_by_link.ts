import { readTiers, type PricedTier } from '#plugins/communities/queries/find_tier'

/** The tier that a link leads to, hidden or not, in whatever state; null when there is none. */
export async function tierByLink(linkCode: string): Promise<PricedTier | null> {
  const [tier] = await readTiers('where t.link_code = :linkCode', { linkCode })
  return tier ?? null
}
