import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { paging, type ListItem, type Reply } from '#app/bot_kit/reply'
import type { SpaceRole } from '#app/bot_kit/spaces/answers'
import { listSpaces } from '#plugins/communities/queries/list_spaces'
import type { SpaceRow } from '#plugins/communities/rows'
import { backToTier, label } from '#plugins/communities/tiers/bot/kit'
import type { OwnTier } from '#plugins/communities/tiers/queries/own_tier'
import { doorWords } from '#plugins/communities/tiers/tier_words'

/** What the tier opens now, and where more can be opened. */
export async function doorsView(
  ctx: TurnContext,
  { tier, community, doors }: OwnTier
): Promise<Reply> {
  const spaces = await listSpaces(community.id)
  const open: ListItem[] = doors.map((door) => ({
    title: doorWords(ctx, door),
    button: {
      label: label(ctx.t('communities.tiers.doors.remove')),
      invoke: { command: 'tier_door_remove', options: { tier: tier.id, door: door.id } },
    },
  }))
  const chats = spaces.filter(
    ({ id, kind }) => kind !== 'server' && !doors.some((door) => door.space_id === id)
  )
  const servers = spaces.filter(({ kind }) => kind === 'server')
  return [
    {
      kind: 'list',
      title: ctx.t('communities.tiers.doors.title', { name: tier.name }),
      items: open,
      empty: ctx.t('communities.tiers.doors.none'),
      footer: ctx.t(
        spaces.length === 0 ? 'communities.tiers.doors.no_space' : 'communities.tiers.doors.footer'
      ),
      buttons: [
        ...servers.map(({ id, title }) => ({
          label: label(ctx.t('communities.tiers.doors.roles_of', { space: title })),
          invoke: { command: 'tier_roles', options: { tier: tier.id, space: id } },
          style: 'primary' as const,
        })),
        ...chats.map(({ id, title }) => ({
          label: label(ctx.t('communities.tiers.doors.open_chat', { space: title })),
          invoke: { command: 'tier_door_add', options: { tier: tier.id, space: id } },
          style: 'primary' as const,
        })),
        ...(spaces.length === 0
          ? [
              {
                label: label(ctx.t('communities.tiers.do.check')),
                invoke: { command: 'community' },
                style: 'primary' as const,
              },
            ]
          : []),
        backToTier(ctx, tier.id),
      ],
    },
  ]
}

/** The roles of a server, those that the bot can give first; beside each other one stands why it cannot. */
export function rolesView(
  ctx: TurnContext,
  { tier, doors }: OwnTier,
  space: SpaceRow,
  roles: readonly SpaceRole[],
  asked: number
): Reply {
  const order = [
    ...roles.filter(({ why }) => why === null),
    ...roles.filter(({ why }) => why !== null),
  ]
  const pages = Math.max(1, Math.ceil(order.length / LIMITS.pageSize))
  const page = Math.min(asked, pages)
  const options = { tier: tier.id, space: space.id }
  const item = (role: SpaceRole): ListItem => {
    const isOpen = doors.some((door) => door.space_id === space.id && door.role_id === role.id)
    if (role.why !== null) return { title: role.name, text: roleTrouble(ctx, role) }
    if (isOpen) return { title: `${role.name} ✓`, text: ctx.t('communities.tiers.doors.opened') }
    return {
      title: role.name,
      button: {
        label: label(ctx.t('communities.tiers.doors.add', { role: role.name })),
        invoke: { command: 'tier_door_add', options: { ...options, role: role.id } },
        style: 'primary',
      },
    }
  }
  return [
    {
      kind: 'list',
      title: ctx.t('communities.tiers.doors.roles_title', { space: space.title }),
      items: order.slice((page - 1) * LIMITS.pageSize, page * LIMITS.pageSize).map(item),
      empty: ctx.t('communities.tiers.doors.no_roles', { space: space.title }),
      paging: paging(
        { page, pages },
        {
          previous: ctx.t('communities.tiers.do.previous'),
          next: ctx.t('communities.tiers.do.next'),
        },
        { command: 'tier_roles', options }
      ),
      buttons: [backToTier(ctx, tier.id)],
    },
  ]
}

/** Why a role cannot be given. */
export const roleTrouble = (ctx: TurnContext, role: SpaceRole): string =>
  ctx.t(`communities.tiers.doors.why.${role.why ?? 'everyone'}`, { role: role.name })
