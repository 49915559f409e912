/**
 * `/guilds/{id}`: the server, its roles, its members and what they have, its bans
 * (docs.discord.com/developers/resources/guild).
 */
import {
  FormErrors,
  invalidRole,
  missingAccess,
  missingPermissions,
  tooManyRoles,
  unknownBan,
  unknownGuild,
  unknownMember,
  unknownRole,
  unknownUser,
} from '#tests/emulators/discord/errors'
import type { Gateway } from '#tests/emulators/discord/gateway'
import type { WorldGuild, WorldMember } from '#tests/emulators/discord/guilds'
import type { ApiRequest, Route } from '#tests/emulators/discord/http'
import { asObject, asText } from '#tests/emulators/discord/json'
import { PERMISSIONS } from '#tests/emulators/discord/permissions'
import {
  guildResponse,
  memberResponse,
  roleJson,
  userOf,
} from '#tests/emulators/discord/guild_wire'
import { channelJson, userJson } from '#tests/emulators/discord/wire'
import { memberUpdate } from '#tests/emulators/discord/deeds'
import type { World } from '#tests/emulators/discord/world'

/** GATEWAY_GUILD_MEMBERS and its form for applications in few servers. */
const SERVER_MEMBERS = (1 << 14) | (1 << 15)
const PAGE = 1_000
/** Beside everybody's (support.discord.com). */
const MOST_ROLES = 250

export function guildRoutes(world: World, gateway: Gateway): Route[] {
  /** Where the bot is not, there is nothing, as far as it is told. */
  const guildOf = (id: string): WorldGuild => {
    const guild = world.guilds.get(id)
    if (!guild?.members.has(world.bot.id)) throw unknownGuild()
    return guild
  }
  const need = (guild: WorldGuild, permission: bigint) => {
    if ((guild.permissionsOf(world.bot.id) & permission) === 0n) throw missingPermissions()
  }
  const memberOf = (guild: WorldGuild, userId: string): WorldMember => {
    const member = guild.members.get(userId)
    if (member) return member
    throw world.users.has(userId) ? unknownMember() : unknownUser()
  }
  /** Who the change is about, once it is allowed. */
  const mayChange = ({ params: [guildId = '', userId = '', roleId = ''] }: ApiRequest) => {
    const guild = guildOf(guildId)
    need(guild, PERMISSIONS.manageRoles)
    const role = guild.roles.get(roleId)
    if (!role) throw unknownRole()
    const member = memberOf(guild, userId)
    if (role.managed || role.id === guild.id) throw invalidRole()
    if (!guild.isBelow(role, world.bot.id)) throw missingPermissions()
    return { guild, role, member }
  }
  const change = (request: ApiRequest, deed: 'added' | 'removed') => {
    const { guild, role, member } = mayChange(request)
    const has = member.roles.includes(role.id)
    if (has === (deed === 'added')) return undefined
    member.roles = has ? member.roles.filter((id) => id !== role.id) : [...member.roles, role.id]
    guild.auditLog.push({
      action: 'member_role_update',
      targetId: member.userId,
      added: deed === 'added' ? role.id : null,
      removed: deed === 'removed' ? role.id : null,
      reason: request.reason,
    })
    memberUpdate(world, gateway, guild, member)
    return undefined
  }
  const rolePath = /^\/guilds\/(\d+)\/members\/(\d+)\/roles\/(\d+)$/
  return [
    {
      method: 'GET',
      path: /^\/guilds\/(\d+)$/,
      auth: true,
      run: ({ params: [id = ''], query }) =>
        guildResponse(guildOf(id), { counts: query.get('with_counts') === 'true' }),
    },
    {
      method: 'GET',
      path: /^\/guilds\/(\d+)\/roles$/,
      auth: true,
      run: ({ params: [id = ''] }) => [...guildOf(id).roles.values()].map(roleJson),
    },
    {
      method: 'POST',
      path: /^\/guilds\/(\d+)\/roles$/,
      auth: true,
      run: ({ params: [id = ''], body: raw }) => {
        const guild = guildOf(id)
        need(guild, PERMISSIONS.manageRoles)
        const body = asObject(raw)
        const name = body.name === undefined ? 'new role' : asText(body.name)
        const permissions = asText(body.permissions ?? '0')
        const errors = new FormErrors()
        errors.require(
          name.length >= 1 && name.length <= 100,
          'name',
          'Must be between 1 and 100 in length.'
        )
        errors.require(/^\d+$/.test(permissions), 'permissions', 'Value is not a permission set.')
        errors.throwIfAny()
        if (guild.roles.size > MOST_ROLES) throw tooManyRoles()
        // Nobody gives a role what they may not do themselves.
        const given = BigInt(permissions)
        if ((given & ~guild.permissionsOf(world.bot.id)) !== 0n) throw missingPermissions()
        const role = guild.addRole({ name, permissions: given })
        const told = { guild_id: guild.id, role: roleJson(role) }
        gateway.dispatch('GUILD_ROLE_CREATE', told, guild.id)
        world.changed()
        return roleJson(role)
      },
    },
    {
      method: 'GET',
      path: /^\/guilds\/(\d+)\/channels$/,
      auth: true,
      run: ({ params: [id = ''] }) =>
        [...guildOf(id).channels.values()]
          .filter((channel) => channel.type === 0 && !channel.deleted)
          .map((channel) => channelJson(world, channel)),
    },
    {
      method: 'GET',
      path: /^\/guilds\/(\d+)\/members$/,
      auth: true,
      run: ({ params: [id = ''], query }) => {
        const guild = guildOf(id)
        if ((world.applicationFlags & SERVER_MEMBERS) === 0) throw missingAccess()
        const limit = Number(query.get('limit') ?? 1)
        const errors = new FormErrors()
        errors.require(limit >= 1 && limit <= PAGE, 'limit', `Must be between 1 and ${PAGE}.`)
        errors.throwIfAny()
        return guild
          .membersAfter(query.get('after') ?? '0', limit)
          .map((member) => memberResponse(world, member))
      },
    },
    {
      method: 'GET',
      path: /^\/guilds\/(\d+)\/members\/(\d+)$/,
      auth: true,
      run: ({ params: [guildId = '', userId = ''] }) =>
        memberResponse(world, memberOf(guildOf(guildId), userId)),
    },
    { method: 'PUT', path: rolePath, auth: true, run: (request) => change(request, 'added') },
    { method: 'DELETE', path: rolePath, auth: true, run: (request) => change(request, 'removed') },
    {
      method: 'GET',
      path: /^\/guilds\/(\d+)\/bans\/(\d+)$/,
      auth: true,
      run: ({ params: [guildId = '', userId = ''] }) => {
        const guild = guildOf(guildId)
        need(guild, PERMISSIONS.banMembers)
        if (!guild.bans.has(userId)) throw unknownBan()
        return { user: userJson(userOf(world, userId)), reason: null }
      },
    },
  ]
}
