import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import type { Button, Invocation, OptionValue, Reply } from '#app/bot_kit/reply'
import {
  CREATOR,
  DESCRIPTION,
  idNeeded,
  idOption,
  withCommunity,
} from '#plugins/communities/connecting/bot/own'
import {
  checkAgain,
  problemFields,
  toCommunity,
} from '#plugins/communities/connecting/bot/space_card'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import { findSpace } from '#plugins/communities/queries/find_space'

const typed = { kind: 'text', description: DESCRIPTION } as const

/** What the program says to a creator by itself; `tellCreator` writes its options. */
export const communityNewsCommand = defineCommand({
  name: 'community_news',
  description: DESCRIPTION,
  options: {
    community: idNeeded,
    what: { ...typed, maxLength: 200, required: true },
    data: { ...typed, maxLength: CONNECTING_LIMITS.newsData },
    space: idOption,
    label: { ...typed, maxLength: 200 },
    command: { ...typed, maxLength: 32 },
    options: { ...typed, maxLength: CONNECTING_LIMITS.newsData },
  },
  guards: CREATOR,
  visibility: 'private',
  internal: true,
  run: (ctx): Promise<Reply> =>
    withCommunity(ctx, ctx.options.community, async (community) => {
      const { what, data, space: spaceId } = ctx.options
      const space = spaceId === undefined ? null : await findSpace(spaceId)
      const own = space?.community_id === community.id ? space : null
      return [
        {
          kind: 'card',
          title: community.name,
          text: ctx.t(what, { ...valuesIn(data), community: community.name }),
          fields: own ? problemFields(ctx, own) : [],
          buttons: [
            ...(own ? [checkAgain(ctx, own, 'primary')] : []),
            ...ownButton(ctx, ctx.options),
            toCommunity(community),
          ],
        },
      ]
    }),
})

function ownButton(
  ctx: TurnContext,
  { label, command, options }: { label?: string; command?: string; options?: string }
): Button[] {
  if (label === undefined || command === undefined) return []
  const invoke: Invocation = { command, options: valuesIn(options) }
  return [{ label: ctx.t(label), invoke, style: 'primary' }]
}

/** Texts, numbers and truths out of what was written as JSON. */
function valuesIn(json: string | undefined): Record<string, OptionValue> {
  const read: unknown = JSON.parse(json ?? '{}')
  if (typeof read !== 'object' || read === null) return {}
  return Object.fromEntries(
    Object.entries(read).filter((entry): entry is [string, OptionValue] =>
      ['string', 'number', 'boolean'].includes(typeof entry[1])
    )
  )
}
