import { findCommunity } from '#plugins/communities/queries/find_community'
import { findSpace } from '#plugins/communities/queries/find_space'
import type { SpaceRow } from '#plugins/communities/rows'

/** A connected space of a creator's own; null for everybody else. */
export async function ownSpace(creatorId: string, spaceId: string): Promise<SpaceRow | null> {
  const space = await findSpace(spaceId)
  const community = space && (await findCommunity(space.community_id))
  return space?.state === 'connected' && community?.creator_id === creatorId ? space : null
}
