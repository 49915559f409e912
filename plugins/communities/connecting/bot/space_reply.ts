import type { TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { withSpace } from '#plugins/communities/connecting/bot/own'
import { spaceCard } from '#plugins/communities/connecting/bot/space_card'
import { preflight } from '#plugins/communities/connecting/preflight'
import type { CommunitiesServices } from '#plugins/communities/services'

/** A live preflight of one of the creator's spaces. */
export const spaceReply = (
  ctx: TurnContext,
  services: CommunitiesServices,
  spaceId: string
): Promise<Reply> =>
  withSpace(ctx, spaceId, async (space, community) => {
    const seen = await preflight(services, space.id, { tell: false })
    return seen.outcome === 'unknown_space' ? [] : [spaceCard(ctx, community, seen)]
  })
