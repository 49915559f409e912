import { defineCommand, type AnyBotCommand, type TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { problemWords } from '#plugins/communities/connecting/problem_words'
import { findSpace } from '#plugins/communities/queries/find_space'
import type { SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'
import {
  addDoor,
  doorsOffered,
  removeDoor,
  type DoorChange,
} from '#plugins/communities/tiers/actions/change_doors'
import {
  idOption,
  INTERNAL,
  notice,
  notYours,
  TIER,
  trouble,
} from '#plugins/communities/tiers/bot/kit'
import { doorsView, roleTrouble, rolesView } from '#plugins/communities/tiers/bot/door_view'
import { onTheWay } from '#plugins/communities/tiers/bot/tier_view'
import { TIER_LIMITS } from '#plugins/communities/tiers/limits'
import { ownTier, type OwnTier } from '#plugins/communities/tiers/queries/own_tier'

const SPACE = idOption('communities.tiers.option.space')
/** Digits of a Discord role's id, with room. */
const ROLE_LENGTH = 32

/** What a tier opens: roles of connected servers, and chats. */
export function doorCommands(services: CommunitiesServices): AnyBotCommand[] {
  const doors = defineCommand({
    ...INTERNAL,
    name: 'tier_doors',
    options: TIER,
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      return own ? doorsView(ctx, own) : notYours(ctx)
    },
  })

  const roles = defineCommand({
    ...INTERNAL,
    name: 'tier_roles',
    options: {
      ...TIER,
      space: SPACE,
      page: {
        kind: 'integer',
        description: 'communities.tiers.option.page',
        min: 1,
        max: TIER_LIMITS.roles,
      },
    },
    async run(ctx): Promise<Reply> {
      const here = await ownSpace(ctx, ctx.options)
      if (!here) return notYours(ctx)
      const { own, space } = here
      const offered = await doorsOffered(services, space)
      if (offered.outcome === 'unavailable') {
        const text = ctx.t('communities.tiers.doors.unavailable', { space: space.title })
        return onTheWay(ctx, own.tier.id, text)
      }
      return rolesView(ctx, own, space, offered.roles, ctx.options.page ?? 1)
    },
  })

  const add = defineCommand({
    ...INTERNAL,
    name: 'tier_door_add',
    options: {
      ...TIER,
      space: SPACE,
      role: {
        kind: 'text',
        description: 'communities.tiers.option.role',
        maxLength: ROLE_LENGTH,
      },
    },
    async run(ctx): Promise<Reply> {
      const here = await ownSpace(ctx, ctx.options)
      if (!here) return notYours(ctx)
      const { own, space } = here
      const role = ctx.options.role ?? null
      const change = await addDoor(services, own.tier.id, space, role, ctx.turnKey)
      return afterChange(ctx, own, change, space)
    },
  })

  const remove = defineCommand({
    ...INTERNAL,
    name: 'tier_door_remove',
    options: { ...TIER, door: idOption('communities.tiers.option.door') },
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      if (!own) return notYours(ctx)
      const change = await removeDoor(services, own.tier.id, ctx.options.door, ctx.turnKey)
      return afterChange(ctx, own, change, null)
    },
  })
  return [doors, roles, add, remove]
}

/** A tier of the speaker's, and a space of the same community. */
async function ownSpace(
  ctx: TurnContext,
  asked: { tier: string; space: string }
): Promise<{ own: OwnTier; space: SpaceRow } | null> {
  const own = await ownTier(ctx.person, asked.tier)
  const space = own && (await findSpace(asked.space))
  if (!own || space?.community_id !== own.community.id || space.state === 'disconnected')
    return null
  return { own, space }
}

async function afterChange(
  ctx: TurnContext,
  own: OwnTier,
  change: DoorChange,
  space: SpaceRow | null
): Promise<Reply> {
  const now = await ownTier(ctx.person, own.tier.id)
  if (!now) return notYours(ctx)
  const t = (key: string, data?: Record<string, unknown>) =>
    ctx.t(`communities.tiers.doors.${key}`, data)
  const view = await doorsView(ctx, now)
  switch (change.outcome) {
    case 'changed':
      return [notice(t('changed', { count: now.doors.length, name: now.tier.name })), ...view]
    case 'unavailable':
      return [trouble(t('unavailable', { space: space?.title ?? '' })), ...view]
    case 'too_many':
      return [trouble(t('too_many', { limit: change.limit })), ...view]
    case 'paid_there':
      return [trouble(ctx.t('communities.paid_there.door', { name: now.tier.name })), ...view]
    case 'last_one':
      return [trouble(t('last_one', { name: now.tier.name })), ...view]
    case 'not_grantable': {
      const why = change.role?.why ? [roleTrouble(ctx, change.role)] : []
      const others = space
        ? change.problems.map((problem) => problemWords(ctx.t, space, problem))
        : []
      const lines = [...why, ...others.map(({ what, press }) => `${what} ${press}`)]
      return [trouble([t('not_grantable'), ...new Set(lines)].join('\n')), ...view]
    }
  }
}
