import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { Button, ListNode, Reply } from '#app/bot_kit/reply'
import { openButton, toTiers } from '#plugins/communities/connecting/bot/space_card'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import { spaceState } from '#plugins/communities/connecting/problem_words'
import { listSpaces } from '#plugins/communities/queries/list_spaces'
import type { CommunityRow } from '#plugins/communities/rows'

/** A community as its creator sees it: how it is, its spaces, and everything that can be done with it. */
export async function communityCard(
  ctx: TurnContext,
  community: CommunityRow,
  more: readonly Button[] = []
): Promise<ListNode> {
  const spaces = await listSpaces(community.id)
  const to = (command: string, extra: Record<string, string> = {}) => ({
    command,
    options: { community: community.id, ...extra },
  })
  const label = (key: string) => ctx.t(`communities.connecting.${key}`)
  const state: Button[] =
    community.state === 'open'
      ? [{ label: label('close'), invoke: to('community_state', { to: 'closed' }) }]
      : spaces.length > 0 && !community.suspended_at
        ? [openButton(ctx, community)]
        : []
  return {
    kind: 'list',
    title: community.name,
    items: spaces.map((space) => ({
      title: space.title,
      text: `${label(`kind.${space.kind}`)} · ${spaceState(ctx.t, space)}`,
      button: {
        label: ctx
          .t('communities.connecting.look', { title: space.title })
          .slice(0, LIMITS.buttonLabel),
        invoke: { command: 'community_space', options: { space: space.id } },
      },
    })),
    empty: label('no_spaces'),
    footer: [stateWords(ctx, community), label(`unpaid.${community.unpaid_inside}`)].join('\n'),
    buttons: [
      ...state,
      ...(spaces.length > 0 ? [{ ...toTiers(ctx, community), style: 'secondary' as const }] : []),
      ...(spaces.length < CONNECTING_LIMITS.spacesPerCommunity
        ? [{ label: label('add_space'), invoke: to('community_add') }]
        : []),
      ...(spaces.length > 0
        ? [
            { label: label('look_through'), invoke: to('community_repair') },
            { label: label('unpaid_button'), invoke: to('community_unpaid') },
          ]
        : []),
      { label: label('change'), invoke: to('community_edit') },
      ...more,
    ],
  }
}

export function stateWords(ctx: TurnContext, community: CommunityRow): string {
  return community.suspended_at
    ? ctx.t('communities.connecting.state.suspended', { reason: community.suspended_reason ?? '' })
    : ctx.t(`communities.connecting.state.${community.state}`)
}

/** All of a creator's communities. */
export async function communitiesList(
  ctx: TurnContext,
  communities: readonly CommunityRow[]
): Promise<Reply> {
  const [only, ...others] = communities
  if (!only) return [welcome(ctx)]
  if (others.length === 0) return [await communityCard(ctx, only, newButton(ctx, communities))]
  return [
    {
      kind: 'list',
      title: ctx.t('communities.connecting.mine'),
      items: communities.map((community) => ({
        title: community.name,
        text: stateWords(ctx, community),
        button: {
          label: community.name.slice(0, LIMITS.buttonLabel),
          invoke: { command: 'community_view', options: { community: community.id } },
        },
      })),
      empty: '',
      buttons: newButton(ctx, communities),
    },
  ]
}

const welcome = (ctx: TurnContext): Reply[number] => ({
  kind: 'choice',
  text: ctx.t('communities.connecting.welcome'),
  buttons: [
    {
      label: ctx.t('communities.connecting.new'),
      invoke: { command: 'community_begin' },
      style: 'primary',
    },
  ],
})

const newButton = (ctx: TurnContext, communities: readonly CommunityRow[]): Button[] =>
  communities.length < CONNECTING_LIMITS.communitiesPerCreator
    ? [{ label: ctx.t('communities.connecting.new'), invoke: { command: 'community_begin' } }]
    : []
