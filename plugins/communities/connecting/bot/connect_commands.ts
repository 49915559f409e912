import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { SPACE_PLATFORMS, type SpaceRef } from '#app/bot_kit/spaces/space'
import { connectSpace } from '#plugins/communities/connecting/actions/connect_space'
import { addSpaceReply } from '#plugins/communities/connecting/bot/add_space'
import { connectReply, notConnectable } from '#plugins/communities/connecting/bot/connect_reply'
import {
  CREATOR,
  DESCRIPTION,
  idNeeded,
  withCommunity,
} from '#plugins/communities/connecting/bot/own'
import { spaceReply } from '#plugins/communities/connecting/bot/space_reply'
import { chatIdIn } from '#plugins/communities/connecting/chat_id'
import type { CommunityRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

const common = {
  description: DESCRIPTION,
  guards: CREATOR,
  visibility: 'private',
  internal: true,
} as const

/** A space of a platform, as options carry it; null when it is none. */
export function refOf({ platform, space }: { platform?: string; space?: string }): SpaceRef | null {
  const known = SPACE_PLATFORMS.find((one) => one === platform)
  return known && space !== undefined && /^-?\d{1,20}$/.test(space)
    ? { platform: known, id: space }
    : null
}

/** "This space to that community." */
export const communityConnectCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...common,
    name: 'community_connect',
    options: { community: idNeeded, platform: idNeeded, space: idNeeded },
    run: (ctx): Promise<Reply> =>
      withCommunity(ctx, ctx.options.community, (community) => {
        const ref = refOf(ctx.options)
        return ref ? connectTo(ctx, services, { community, ref }) : Promise.resolve([])
      }),
  })

/** Connects, and says how the space is at once. */
export async function connectTo(
  ctx: TurnContext,
  services: CommunitiesServices,
  { community, ref }: { community: CommunityRow; ref: SpaceRef }
): Promise<Reply> {
  if (!ctx.person) return []
  const connected = await connectSpace(services, ctx.person, { community, ref })
  switch (connected.outcome) {
    case 'connected': {
      const { title } = connected.space
      const text = ctx.t('communities.connecting.connected', { title, community: community.name })
      return [
        { kind: 'text', tone: 'notice', text },
        ...(await spaceReply(ctx, services, connected.space.id)),
      ]
    }
    case 'too_many': {
      const text = ctx.t('communities.connecting.too_many_spaces', { limit: connected.limit })
      return [{ kind: 'text', tone: 'error', text }]
    }
    default:
      return notConnectable(ctx, services, ref, connected)
  }
}

/** What the program asks when a creator added the bot somewhere, and what "Check again" means before connecting. */
export const communityOfferCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...common,
    name: 'community_offer',
    options: { platform: idNeeded, space: idNeeded },
    run: async (ctx): Promise<Reply> => {
      const ref = refOf(ctx.options)
      return ref ? connectReply(ctx, services, ref) : []
    },
  })

/** How the bot is added to one more space. */
export const communityAddCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...common,
    name: 'community_add',
    options: { community: idNeeded },
    run: (ctx): Promise<Reply> =>
      withCommunity(ctx, ctx.options.community, () => addSpaceReply(ctx, services)),
  })

/** Longest thing that is typed for a chat: a link to one of its posts. */
const CHAT_LENGTH = 100

/** For a channel or group that the bot is in, and nothing came of it: its number, or a link to a post. */
export const communityByNumberCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...common,
    name: 'community_by_number',
    options: { chat: { kind: 'text', maxLength: CHAT_LENGTH, description: DESCRIPTION } },
    run: async (ctx): Promise<Reply> => {
      const { chat } = ctx.options
      const id = chat === undefined ? null : chatIdIn(chat)
      if (id !== null) return connectReply(ctx, services, { platform: 'telegram', id })
      const t = (key: string) => ctx.t(`communities.connecting.by_number.${key}`)
      return [
        ...(chat === undefined
          ? []
          : [{ kind: 'text' as const, tone: 'error' as const, text: t('wrong') }]),
        {
          kind: 'form',
          title: t('title'),
          fields: [
            {
              name: 'chat',
              label: t('chat'),
              hint: t('hint'),
              kind: 'line',
              required: true,
              maxLength: CHAT_LENGTH,
              ...(chat !== undefined && { value: chat }),
            },
          ],
          submit: {
            label: t('submit'),
            invoke: { command: 'community_by_number' },
            style: 'primary',
          },
          cancelLabel: ctx.t('communities.connecting.form.cancel'),
        },
      ]
    },
  })
