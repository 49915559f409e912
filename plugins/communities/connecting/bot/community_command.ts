import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import type { SpaceRef } from '#app/bot_kit/spaces/space'
import { communitiesList } from '#plugins/communities/connecting/bot/community_card'
import { connectReply } from '#plugins/communities/connecting/bot/connect_reply'
import { CREATOR, DESCRIPTION } from '#plugins/communities/connecting/bot/own'
import { communitiesOf } from '#plugins/communities/queries/list_communities'
import type { CommunitiesServices } from '#plugins/communities/services'

/** `/community`: in a server or a chat its set-up, in private all of one's communities. */
export const communityCommand = (services: CommunitiesServices) =>
  defineCommand({
    name: 'community',
    topic: 'creators',
    description: DESCRIPTION,
    options: {},
    guards: CREATOR,
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return []
      const here = spaceHere(ctx)
      return here
        ? connectReply(ctx, services, here)
        : communitiesList(ctx, await communitiesOf(ctx.person.id))
    },
  })

/** The space that something was said in; null in private, and on the web. */
function spaceHere({ frontend, place }: TurnContext): SpaceRef | null {
  if (frontend === 'discord') {
    return place.guildId === undefined ? null : { platform: frontend, id: place.guildId }
  }
  return frontend === 'telegram' && place.kind === 'group'
    ? { platform: frontend, id: place.id }
    : null
}
