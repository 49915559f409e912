import { defineCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { notForEveryone } from '#app/identity/bot/for_their_eyes'
import { chooseChannel } from '#plugins/communities/connecting/actions/change_community'
import { communityCard } from '#plugins/communities/connecting/bot/community_card'
import {
  CREATOR,
  DESCRIPTION,
  idNeeded,
  withCommunity,
  withSpace,
} from '#plugins/communities/connecting/bot/own'
import { spaceReply } from '#plugins/communities/connecting/bot/space_reply'
import type { CommunitiesServices } from '#plugins/communities/services'

const common = {
  description: DESCRIPTION,
  guards: CREATOR,
  visibility: 'private',
  internal: true,
} as const

/** One of a creator's communities. */
export const communityViewCommand = defineCommand({
  ...common,
  name: 'community_view',
  options: { community: idNeeded },
  run: (ctx): Promise<Reply> =>
    withCommunity(
      ctx,
      ctx.options.community,
      async (community) =>
        notForEveryone(ctx, 'communities.connecting.directly') ?? [
          await communityCard(ctx, community),
        ]
    ),
})

/** One of its spaces, looked at now: also what "Check again" means. */
export const communitySpaceCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...common,
    name: 'community_space',
    options: { space: idNeeded },
    run: (ctx): Promise<Reply> => spaceReply(ctx, services, ctx.options.space),
  })

/** Announcements are said in the channel that the button is pressed in. */
export const communityChannelCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...common,
    name: 'community_channel',
    options: { space: idNeeded },
    run: (ctx): Promise<Reply> =>
      withSpace(ctx, ctx.options.space, async (space, community) => {
        if (ctx.place.guildId === space.platform_id) {
          await chooseChannel(space, community.creator_id, ctx.place.id)
        }
        return spaceReply(ctx, services, space.id)
      }),
  })
