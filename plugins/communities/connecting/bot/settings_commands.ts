import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import type { Button, Reply } from '#app/bot_kit/reply'
import { chooseUnpaidInside } from '#plugins/communities/connecting/actions/change_community'
import { disconnectSpace } from '#plugins/communities/connecting/actions/disconnect_space'
import {
  closeCommunity,
  openCommunity,
} from '#plugins/communities/connecting/actions/open_community'
import { communityCard } from '#plugins/communities/connecting/bot/community_card'
import {
  CREATOR,
  DESCRIPTION,
  idNeeded,
  withCommunity,
  withSpace,
} from '#plugins/communities/connecting/bot/own'
import { spaceCard, toCommunity, toTiers } from '#plugins/communities/connecting/bot/space_card'
import { behindSpace } from '#plugins/communities/connecting/queries/behind_space'
import type { CommunityRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

const common = {
  description: DESCRIPTION,
  guards: CREATOR,
  visibility: 'private',
  internal: true,
} as const

const choices = (...values: readonly string[]) =>
  ({
    kind: 'choice',
    description: DESCRIPTION,
    choices: values.map((value) => ({ value, name: DESCRIPTION })),
  }) as const

/** Opens a community, or (asked once more) closes it. */
export const communityStateCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...common,
    name: 'community_state',
    options: {
      community: idNeeded,
      to: { ...choices('open', 'closed'), required: true },
      sure: { kind: 'boolean', description: DESCRIPTION },
    },
    run: (ctx): Promise<Reply> =>
      withCommunity(ctx, ctx.options.community, async (community) => {
        if (ctx.options.to === 'open') return open(ctx, services, community)
        if (ctx.options.sure !== true) {
          const options = { community: community.id, to: 'closed', sure: true }
          return sureOf(ctx, ctx.t('communities.connecting.sure.close', { name: community.name }), {
            label: ctx.t('communities.connecting.close'),
            invoke: { command: 'community_state', options },
          })
        }
        await closeCommunity(community)
        const text = ctx.t('communities.connecting.closed', { name: community.name })
        return [
          { kind: 'text', tone: 'notice', text },
          await communityCard(ctx, { ...community, state: 'closed' }),
        ]
      }),
  })

async function open(
  ctx: TurnContext,
  services: CommunitiesServices,
  community: CommunityRow
): Promise<Reply> {
  const opened = await openCommunity(services, community)
  switch (opened.outcome) {
    case 'open':
      return [
        {
          kind: 'choice',
          text: ctx.t('communities.connecting.opened', { name: community.name }),
          buttons: [toTiers(ctx, community), toCommunity(community)],
        },
      ]
    case 'suspended': {
      const text = ctx.t('communities.connecting.state.suspended', { reason: opened.reason })
      return [{ kind: 'text', tone: 'error', text }]
    }
    case 'no_space':
      return [await communityCard(ctx, community)]
    case 'red':
    case 'unavailable': {
      const text = ctx.t(`communities.connecting.not_open_${opened.outcome}`, {
        title: opened.space.title,
      })
      const outcome = opened.outcome === 'red' ? 'checked' : 'unavailable'
      return [
        { kind: 'text', tone: 'error', text },
        spaceCard(ctx, community, { outcome, space: opened.space }),
      ]
    }
  }
}

/** What becomes of people who are inside and have not paid. */
export const communityUnpaidCommand = defineCommand({
  ...common,
  name: 'community_unpaid',
  options: { community: idNeeded, to: choices('report', 'remove') },
  run: (ctx): Promise<Reply> =>
    withCommunity(ctx, ctx.options.community, async (community) => {
      const to = ctx.options.to === 'report' || ctx.options.to === 'remove' ? ctx.options.to : null
      if (!to) {
        const choice = (value: CommunityRow['unpaid_inside']): Button => ({
          label: ctx.t(`communities.connecting.unpaid_choice.${value}`),
          invoke: { command: 'community_unpaid', options: { community: community.id, to: value } },
          style: value === 'remove' ? 'danger' : 'secondary',
        })
        return [
          {
            kind: 'choice',
            text: ctx.t('communities.connecting.unpaid_question'),
            buttons: [choice('report'), choice('remove')],
          },
        ]
      }
      await chooseUnpaidInside(community.id, community.creator_id, to)
      return [await communityCard(ctx, { ...community, unpaid_inside: to })]
    }),
})

/** Takes a space out of the community, asked once more. */
export const communityDisconnectCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...common,
    name: 'community_disconnect',
    options: { space: idNeeded, sure: { kind: 'boolean', description: DESCRIPTION } },
    run: (ctx): Promise<Reply> =>
      withSpace(ctx, ctx.options.space, async (space, community) => {
        if (ctx.options.sure !== true) {
          const { tiers, members } = await behindSpace(space.id)
          const data = { title: space.title, tiers: tiers.join(', '), count: tiers.length, members }
          return sureOf(ctx, ctx.t('communities.connecting.sure.disconnect', data), {
            label: ctx.t('communities.connecting.disconnect'),
            invoke: { command: 'community_disconnect', options: { space: space.id, sure: true } },
          })
        }
        const done = await disconnectSpace(services, space, community.creator_id)
        if (done.outcome === 'members_inside') {
          const text = ctx.t('communities.connecting.members_inside', {
            title: space.title,
            members: done.behind.onlyHere,
          })
          return [{ kind: 'choice', text, buttons: [toTiers(ctx, community)] }]
        }
        const noLongerSold = done.outcome === 'disconnected' ? done.noLongerSold : []
        const text = ctx.t('communities.connecting.disconnected', {
          title: space.title,
          tiers: noLongerSold.join(', '),
          count: noLongerSold.length,
        })
        return [{ kind: 'text', tone: 'notice', text }, await communityCard(ctx, community)]
      }),
  })

/** Asks once more; leaving it leads nowhere. */
const sureOf = (ctx: TurnContext, text: string, yes: Button): Reply => [
  {
    kind: 'choice',
    text,
    buttons: [
      { ...yes, style: 'danger', singleUse: true },
      { label: ctx.t('communities.connecting.leave_it'), invoke: { command: 'community' } },
    ],
  },
]
