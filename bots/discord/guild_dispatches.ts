/** Dispatches of the gateway about servers, in the kit's words. */
import { GatewayDispatchEvents, type Client, type Guild } from 'discord.js'
import type { SpaceEvent } from '#app/bot_kit/spaces/events'
import { listOf, property } from '#bots/discord/drafts'

/** Each kind of event without what all of them have. */
type Bare<E> = E extends SpaceEvent ? Omit<E, 'id' | 'space' | 'at'> : never
export type Told = { guildId: string } & Bare<SpaceEvent>

/**
 * @param packet a dispatch, as the gateway sent it and the sieve let it pass
 * @param client what it knows is how things were before
 */
export function readDispatch(packet: unknown, client: Client): Told[] {
  const data = property(packet, 'd')
  switch (property(packet, 't')) {
    case GatewayDispatchEvents.GuildCreate:
      return added(text(data, 'id'), client)
    case GatewayDispatchEvents.GuildDelete:
      // Without the word, the bot was removed; with it, Discord has an outage.
      return property(data, 'unavailable') === true
        ? []
        : [{ guildId: text(data, 'id'), kind: 'bot_removed' }]
    case GatewayDispatchEvents.GuildUpdate:
      return changed(data, client.guilds.cache.get(text(data, 'id')))
    case GatewayDispatchEvents.GuildRoleUpdate:
      return roleChanged(data, client.guilds.cache.get(text(data, 'guild_id')))
    case GatewayDispatchEvents.GuildRoleDelete:
      return [
        {
          guildId: text(data, 'guild_id'),
          kind: 'role_removed',
          roleId: text(data, 'role_id'),
        },
      ]
    case GatewayDispatchEvents.GuildMemberAdd:
    case GatewayDispatchEvents.GuildMemberUpdate:
      return member(data, client)
    case GatewayDispatchEvents.GuildMemberRemove:
      return left(data)
    default:
      return []
  }
}

const text = (data: unknown, key: string): string => {
  const value = property(data, key)
  return typeof value === 'string' ? value : ''
}

const botChanged = (guildId: string): Told[] => [
  { guildId, kind: 'bot_changed', byPlatformId: null },
]

/** At the start, and after an outage, a server is told of that is known; a new one is one that the bot was added to. */
function added(guildId: string, client: Client): Told[] {
  return client.guilds.cache.has(guildId) ? [] : botChanged(guildId)
}

function changed(data: unknown, before: Guild | undefined): Told[] {
  const guildId = text(data, 'id')
  const title = text(data, 'name')
  const isRenamed = title !== '' && title !== before?.name
  const isElsewhere = before && property(data, 'system_channel_id') !== before.systemChannelId
  return [
    ...(isRenamed ? [{ guildId, kind: 'space_renamed', title } as const] : []),
    ...(isElsewhere ? botChanged(guildId) : []),
  ]
}

/** Colours and pictures do not matter; where a role stands and what it may is the preflight's. */
function roleChanged(data: unknown, guild: Guild | undefined): Told[] {
  const guildId = text(data, 'guild_id')
  const role = property(data, 'role')
  const roleId = text(role, 'id')
  const before = guild?.roles.cache.get(roleId)
  const isSame =
    before?.rawPosition === property(role, 'position') &&
    before?.permissions.bitfield.toString() === property(role, 'permissions')
  const isRenamed = before?.name !== text(role, 'name')
  return [
    ...(isRenamed ? [{ guildId, kind: 'role_changed', roleId } as const] : []),
    ...(isSame ? [] : botChanged(guildId)),
  ]
}

/** Of itself the bot is always told; of others with the Server Members intent. */
function member(data: unknown, client: Client): Told[] {
  const guildId = text(data, 'guild_id')
  const user = property(data, 'user')
  const platformId = text(user, 'id')
  const roleIds = listOf(property(data, 'roles')).filter((id) => typeof id === 'string')
  if (platformId === client.user?.id) {
    const before = client.guilds.cache.get(guildId)?.members.me?.roles.cache
    const isSame = before?.size === roleIds.length + 1 && roleIds.every((id) => before.has(id))
    return isSame ? [] : botChanged(guildId)
  }
  if (property(user, 'bot') === true) return []
  return [{ guildId, kind: 'member_changed', platformId, isIn: true, roleIds }]
}

function left(data: unknown): Told[] {
  const user = property(data, 'user')
  if (property(user, 'bot') === true) return []
  const guildId = text(data, 'guild_id')
  const platformId = text(user, 'id')
  return [{ guildId, kind: 'member_changed', platformId, isIn: false, roleIds: null }]
}
