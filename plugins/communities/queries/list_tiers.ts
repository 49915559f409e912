import { readTiers, type PricedTier } from '#plugins/communities/queries/find_tier'

/** A community's tiers, in their order. `forFans`: those on sale that are not hidden. */
export async function listTiers(
  communityId: string,
  { forFans }: { forFans: boolean }
): Promise<readonly PricedTier[]> {
  const shown = forFans ? `and t.state = 'on_sale' and not t.hidden` : ''
  return readTiers(
    `where t.community_id = cast(:communityId as uuid) ${shown} order by t.position, t.id`,
    { communityId }
  )
}
