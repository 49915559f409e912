import type { TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { ownCommunity } from '#plugins/communities/everyday/own_community'
import { findSpace } from '#plugins/communities/queries/find_space'
import type { CommunityRow, SpaceRow } from '#plugins/communities/rows'

export const DESCRIPTION = 'communities.connecting.description'

/** An option that carries an id, or a short word. */
export const idOption = { kind: 'text', maxLength: 64, description: DESCRIPTION } as const
export const idNeeded = { ...idOption, required: true } as const

/** Only for whoever has an account and is a creator. */
export const CREATOR = [{ kind: 'needsAccount' }, { kind: 'creatorOnly' }] as const

/** What is about a community of one's own alone: anybody else hears that there is none. */
export async function withCommunity(
  ctx: TurnContext,
  id: string | undefined,
  answer: (community: CommunityRow) => Promise<Reply>
): Promise<Reply> {
  const community = id === undefined ? null : await ownCommunity(ctx.person, id)
  return community ? answer(community) : gone(ctx)
}

/** The same for one of its spaces. */
export async function withSpace(
  ctx: TurnContext,
  id: string,
  answer: (space: SpaceRow, community: CommunityRow) => Promise<Reply>
): Promise<Reply> {
  const space = await findSpace(id)
  const community = space && (await ownCommunity(ctx.person, space.community_id))
  return space && community && space.state !== 'disconnected' ? answer(space, community) : gone(ctx)
}

const gone = (ctx: TurnContext): Reply => [
  {
    kind: 'choice',
    text: ctx.t('communities.connecting.gone'),
    buttons: [{ label: ctx.t('communities.connecting.mine'), invoke: { command: 'community' } }],
  },
]
