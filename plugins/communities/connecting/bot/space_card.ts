import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { Button, CardNode } from '#app/bot_kit/reply'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import { isRed, isSerious } from '#plugins/communities/connecting/preflight'
import { problemWords } from '#plugins/communities/connecting/problem_words'
import type { CommunityRow, SpaceRow } from '#plugins/communities/rows'

/** What a preflight found, each problem with what to press; then what comes next. */
export function spaceCard(
  ctx: TurnContext,
  community: CommunityRow,
  seen: { outcome: 'checked' | 'unavailable'; space: SpaceRow }
): CardNode {
  const { space } = seen
  const red = isRed(space.problems)
  const unknown = seen.outcome === 'unavailable'
  const platform = ctx.t(`communities.connecting.kind.${space.kind}`)
  return {
    kind: 'card',
    title: ctx.t('communities.connecting.space_title', { title: space.title, platform }),
    text: unknown
      ? ctx.t('communities.connecting.unavailable')
      : ctx.t(`communities.connecting.preflight.${red ? 'red' : 'green'}`, {
          count: space.problems.filter(isSerious).length,
          community: community.name,
        }),
    fields: problemFields(ctx, space),
    buttons: [
      ...(red || unknown ? [checkAgain(ctx, space, 'primary')] : nextSteps(ctx, community)),
      ...(red || unknown ? [] : [checkAgain(ctx, space, 'secondary')]),
      toCommunity(community),
      ...announceHere(ctx, space),
      {
        label: ctx.t('communities.connecting.disconnect'),
        invoke: { command: 'community_disconnect', options: { space: space.id } },
      },
    ],
  }
}

export const problemFields = (
  ctx: TurnContext,
  space: SpaceRow
): { name: string; value: string }[] =>
  space.problems.slice(0, CONNECTING_LIMITS.problemsShown).map((problem) => {
    const { what, press } = problemWords(ctx.t, space, problem)
    return { name: what, value: press }
  })

export const checkAgain = (
  ctx: TurnContext,
  space: SpaceRow,
  style: 'primary' | 'secondary'
): Button => ({
  label: ctx.t('communities.connecting.check_again'),
  invoke: { command: 'community_space', options: { space: space.id } },
  style,
  replaces: true,
})

export const toCommunity = ({ id, name }: CommunityRow): Button => ({
  label: name.slice(0, LIMITS.buttonLabel),
  invoke: { command: 'community_view', options: { community: id } },
})

export const toTiers = (ctx: TurnContext, { id }: CommunityRow): Button => ({
  label: ctx.t('communities.connecting.tiers'),
  invoke: { command: 'tiers', options: { community: id } },
  style: 'primary',
})

/** In a channel of the server that is not the chosen one. */
function announceHere(ctx: TurnContext, space: SpaceRow): Button[] {
  const { guildId, id } = ctx.place
  if (guildId !== space.platform_id || id === space.channel_id) return []
  return [
    {
      label: ctx.t('communities.connecting.announce_here'),
      invoke: { command: 'community_channel', options: { space: space.id } },
      replaces: true,
    },
  ]
}

/** All is green: open it, and sell something. */
function nextSteps(ctx: TurnContext, community: CommunityRow): Button[] {
  if (community.suspended_at) return []
  return community.state === 'open'
    ? [toTiers(ctx, community)]
    : [openButton(ctx, community), { ...toTiers(ctx, community), style: 'secondary' }]
}

export const openButton = (ctx: TurnContext, { id }: CommunityRow): Button => ({
  label: ctx.t('communities.connecting.open'),
  invoke: { command: 'community_state', options: { community: id, to: 'open' } },
  style: 'primary',
})
