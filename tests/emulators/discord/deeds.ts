/** What people do to a server, as the gateway tells the bot of it. */
import type { Gateway } from '#tests/emulators/discord/gateway'
import { guildJson, memberResponse, roleJson } from '#tests/emulators/discord/guild_wire'
import {
  older,
  rank,
  type WorldGuild,
  type WorldMember,
  type WorldRole,
} from '#tests/emulators/discord/guilds'
import { userJson } from '#tests/emulators/discord/wire'
import type { World, WorldUser } from '#tests/emulators/discord/world'

/** A member's roles or name changed. Without the Server Members intent, a bot is told of itself alone. */
export function memberUpdate(
  world: World,
  gateway: Gateway,
  guild: WorldGuild,
  member: WorldMember
): void {
  const told = { ...memberResponse(world, member), guild_id: guild.id }
  const how = member.userId === world.bot.id ? { aboutBot: true } : {}
  gateway.dispatch('GUILD_MEMBER_UPDATE', told, guild.id, how)
  world.changed()
}

/** Administrators, moderators and members at work. */
export class Deeds {
  /** People who only fill servers. */
  #filled = 0n

  constructor(
    private readonly world: World,
    private readonly gateway: Gateway
  ) {}

  /** Makes a role, below the bot's own unless it is told where to stand. */
  addRole(
    guild: WorldGuild,
    name: string,
    options: { above?: WorldRole; permissions?: bigint; managed?: boolean } = {}
  ): WorldRole {
    const { above, ...rest } = options
    const role = guild.addRole({ name, ...rest })
    this.gateway.dispatch(
      'GUILD_ROLE_CREATE',
      { guild_id: guild.id, role: roleJson(role) },
      guild.id
    )
    this.#tellRoles(guild, role)
    if (above) this.dragRole(guild, role, { above })
    return role
  }

  /** Drags a role right above another one. Each role that moved is told of, as Discord does. */
  dragRole(guild: WorldGuild, role: WorldRole, { above }: { above: WorldRole }): void {
    const order = [...guild.roles.values()].toSorted(rank).filter((one) => one !== role)
    order.splice(order.indexOf(above) + 1, 0, role)
    for (const [position, one] of order.entries()) {
      if (one.position === position) continue
      one.position = position
      this.#roleUpdate(guild, one)
    }
    this.world.changed()
  }

  changeRole(
    guild: WorldGuild,
    role: WorldRole,
    changes: Partial<Pick<WorldRole, 'name' | 'permissions'>>
  ): void {
    Object.assign(role, changes)
    this.#roleUpdate(guild, role)
    this.world.changed()
  }

  deleteRole(guild: WorldGuild, role: WorldRole): void {
    if (role.managed || role.id === guild.id) throw new Error(`Nobody can delete ${role.name}`)
    guild.roles.delete(role.id)
    for (const member of guild.members.values()) {
      if (member.roles.includes(role.id)) {
        member.roles = member.roles.filter((id) => id !== role.id)
      }
    }
    const told = { guild_id: guild.id, role_id: role.id }
    this.gateway.dispatch('GUILD_ROLE_DELETE', told, guild.id)
    this.world.changed()
  }

  giveRole(guild: WorldGuild, user: WorldUser, role: WorldRole): void {
    const member = this.#member(guild, user)
    if (!member.roles.includes(role.id)) member.roles = [...member.roles, role.id]
    memberUpdate(this.world, this.gateway, guild, member)
  }

  takeRole(guild: WorldGuild, user: WorldUser, role: WorldRole): void {
    const member = this.#member(guild, user)
    member.roles = member.roles.filter((id) => id !== role.id)
    memberUpdate(this.world, this.gateway, guild, member)
  }

  join(guild: WorldGuild, user: WorldUser): WorldMember {
    if (guild.bans.has(user.id)) throw new Error(`${user.username} is banned from ${guild.name}`)
    const member = guild.enter(user.id)
    const told = { ...memberResponse(this.world, member), guild_id: guild.id }
    this.gateway.dispatch('GUILD_MEMBER_ADD', told, guild.id)
    this.world.changed()
    return member
  }

  /** They leave by themselves, or are kicked: the roles are gone either way. */
  leave(guild: WorldGuild, user: WorldUser): void {
    guild.exit(user.id)
    const told = { guild_id: guild.id, user: userJson(user) }
    this.gateway.dispatch('GUILD_MEMBER_REMOVE', told, guild.id)
    this.world.changed()
  }

  ban(guild: WorldGuild, user: WorldUser): void {
    guild.bans.add(user.id)
    if (guild.members.has(user.id)) this.leave(guild, user)
  }

  unban(guild: WorldGuild, user: WorldUser): void {
    guild.bans.delete(user.id)
  }

  rename(guild: WorldGuild, name: string): void {
    guild.name = name
    const { members: _m, channels: _c, threads: _t, ...told } = guildJson(this.world, guild)
    this.gateway.dispatch('GUILD_UPDATE', told, guild.id)
    this.world.changed()
  }

  /** The bot is kicked: its own role goes with it. */
  kickBot(guild: WorldGuild): void {
    this.gateway.dispatch('GUILD_DELETE', { id: guild.id }, guild.id)
    const { botRole } = guild
    if (botRole) guild.roles.delete(botRole.id)
    guild.exit(this.world.bot.id)
    this.world.changed()
  }

  /**
   * Somebody who may adds the bot again; its role stands at the bottom.
   * @param permissions what the invitation's boxes were left at
   */
  inviteBot(guild: WorldGuild, permissions?: bigint): void {
    guild.enter(this.world.bot.id, [guild.makeBotRole(permissions).id])
    this.gateway.dispatch('GUILD_CREATE', guildJson(this.world, guild), guild.id)
    this.world.changed()
  }

  /** The bot is given or loses a role, as any member. */
  changeBotRoles(guild: WorldGuild, roles: readonly WorldRole[]): void {
    const member = this.#member(guild, this.world.bot)
    member.roles = roles.map(({ id }) => id)
    memberUpdate(this.world, this.gateway, guild, member)
  }

  /** Discord loses the server for a while, and has it back. */
  loseGuild(guild: WorldGuild): void {
    guild.unavailable = true
    this.gateway.dispatch('GUILD_DELETE', { id: guild.id, unavailable: true }, guild.id)
  }

  recoverGuild(guild: WorldGuild): void {
    guild.unavailable = false
    this.gateway.dispatch('GUILD_CREATE', guildJson(this.world, guild), guild.id)
  }

  /** The switch for Server Members on the Bot page of the developer portal. */
  switchServerMembers(on: boolean): void {
    const limited = 1 << 15
    const flags = this.world.applicationFlags
    this.world.applicationFlags = on ? flags | limited : flags & ~limited
  }

  /**
   * Puts so many people into a server at once, silently: they cost a hundred bytes each.
   * @returns their ids, the oldest first
   */
  fillGuild(
    guild: WorldGuild,
    count: number,
    options: { roles?: readonly WorldRole[] } = {}
  ): string[] {
    const roles = (options.roles ?? []).map(({ id }) => id)
    const first = BigInt(guild.id) - (1n << 50n)
    const ids: string[] = []
    for (let index = 0; index < count; index += 1) {
      this.#filled += 1n
      const id = (first + this.#filled).toString()
      guild.enter(id, roles)
      ids.push(id)
    }
    return ids
  }

  #member(guild: WorldGuild, user: WorldUser): WorldMember {
    const member = guild.members.get(user.id)
    if (!member) throw new Error(`${user.username} is not in ${guild.name}`)
    return member
  }

  #roleUpdate(guild: WorldGuild, role: WorldRole): void {
    const told = { guild_id: guild.id, role: roleJson(role) }
    this.gateway.dispatch('GUILD_ROLE_UPDATE', told, guild.id)
  }

  /** A role that came in at the bottom moved the others up. */
  #tellRoles(guild: WorldGuild, added: WorldRole): void {
    const others = [...guild.roles.values()].filter((one) => one !== added && one.position > 0)
    for (const role of others.toSorted((a, b) => older(a.id, b.id))) this.#roleUpdate(guild, role)
  }
}
