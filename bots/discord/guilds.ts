/** Servers as the doors' keeper reads them: who stands above whom, and who may do what. */
import { PermissionFlagsBits } from 'discord.js'
import type { SpaceRole } from '#app/bot_kit/spaces/answers'
import type { Permission, SpaceProblem } from '#app/bot_kit/spaces/problems'
import { listOf, property } from '#bots/discord/drafts'

export interface GuildRole {
  id: string
  name: string
  position: number
  permissions: bigint
  /** A bot's, boosters', a linked service's. */
  managed: boolean
}

export interface GuildView {
  id: string
  name: string
  ownerId: string
  systemChannelId: string | null
  /** Discord's own estimate. */
  memberCount: number | null
  /** Highest first. */
  roles: readonly GuildRole[]
}

export interface GuildMember {
  id: string
  displayName: string
  isBot: boolean
  roleIds: readonly string[]
}

/** Every bit that Discord may ever use. */
const EVERYTHING = (1n << 64n) - 1n

/** @throws when the answer is no server: a fault of ours, or of what stands in for Discord */
export function readGuild(answer: unknown): GuildView {
  const [id, name, ownerId] = ['id', 'name', 'owner_id'].map((key) => property(answer, key))
  if (typeof id !== 'string' || typeof name !== 'string' || typeof ownerId !== 'string') {
    throw new Error('Discord answered without a server')
  }
  const systemChannelId = property(answer, 'system_channel_id')
  const count = property(answer, 'approximate_member_count')
  return {
    id,
    name,
    ownerId,
    systemChannelId: typeof systemChannelId === 'string' ? systemChannelId : null,
    memberCount: typeof count === 'number' ? count : null,
    roles: listOf(property(answer, 'roles')).flatMap(readRole).toSorted(byRank),
  }
}

function readRole(role: unknown): GuildRole[] {
  const [id, name, position] = ['id', 'name', 'position'].map((key) => property(role, key))
  if (typeof id !== 'string' || typeof name !== 'string' || typeof position !== 'number') return []
  const managed = property(role, 'managed') === true
  return [{ id, name, position, managed, permissions: bits(property(role, 'permissions')) }]
}

export function readMember(answer: unknown): GuildMember | null {
  const user = property(answer, 'user')
  const id = property(user, 'id')
  if (typeof id !== 'string') return null
  const names = [
    property(answer, 'nick'),
    property(user, 'global_name'),
    property(user, 'username'),
  ]
  const roleIds = listOf(property(answer, 'roles'))
  return {
    id,
    displayName: names.find((name) => typeof name === 'string') ?? id,
    isBot: property(user, 'bot') === true,
    roleIds: roleIds.filter((role) => typeof role === 'string'),
  }
}

/** Permissions are written as decimal numbers. */
function bits(value: unknown): bigint {
  return typeof value === 'string' && /^\d+$/.test(value) ? BigInt(value) : 0n
}

/**
 * Highest first. Among roles in the same place the older one stands above
 * (docs.discord.com/developers/topics/permissions#role-object-role-structure).
 */
function byRank(a: GuildRole, b: GuildRole): number {
  return b.position - a.position || (BigInt(a.id) < BigInt(b.id) ? -1 : 1)
}

/**
 * What a member may do in the server as a whole (docs.discord.com/developers/topics/permissions#permission-overwrites).
 */
export function permissionsOf(guild: GuildView, member: GuildMember): bigint {
  if (member.id === guild.ownerId) return EVERYTHING
  const all = guild.roles
    .filter(({ id }) => id === guild.id || member.roleIds.includes(id))
    .reduce((sum, role) => sum | role.permissions, 0n)
  return (all & PermissionFlagsBits.Administrator) === 0n ? all : EVERYTHING
}

/** What a member may do in one of its channels, which give and take in Discord's order. */
export function permissionsIn(guild: GuildView, member: GuildMember, channel: unknown): bigint {
  const base = permissionsOf(guild, member)
  if (base === EVERYTHING) return base
  const overwrites = listOf(property(channel, 'permission_overwrites')).map((one) => ({
    id: property(one, 'id'),
    allow: bits(property(one, 'allow')),
    deny: bits(property(one, 'deny')),
  }))
  const isMine = (id: unknown) => typeof id === 'string' && member.roleIds.includes(id)
  const levels = [
    overwrites.filter(({ id }) => id === guild.id),
    overwrites.filter(({ id }) => isMine(id)),
    overwrites.filter(({ id }) => id === member.id),
  ]
  return levels.reduce((has, level) => {
    const deny = level.reduce((sum, one) => sum | one.deny, 0n)
    const allow = level.reduce((sum, one) => sum | one.allow, 0n)
    return (has & ~deny) | allow
  }, base)
}

/** The highest role that a member has; everybody has `@everyone`. */
function highest(guild: GuildView, member: GuildMember): GuildRole | undefined {
  return guild.roles.find(({ id }) => member.roleIds.includes(id)) ?? guild.roles.at(-1)
}

/** The server's roles, highest first, each with what keeps the bot from giving it. */
export function rolesFor(guild: GuildView, bot: GuildMember): SpaceRole[] {
  const top = highest(guild, bot)
  return guild.roles.map((role, index) => ({
    id: role.id,
    name: role.name,
    position: guild.roles.length - 1 - index,
    why: whyNot(guild, role, top),
  }))
}

function whyNot(guild: GuildView, role: GuildRole, top: GuildRole | undefined): SpaceRole['why'] {
  if (role.id === guild.id) return 'everyone'
  if (role.managed) return 'managed'
  // Only what stands below can be given, whatever else the bot may do; an owner's bot is no exception.
  return top && byRank(top, role) < 0 ? null : 'too_high'
}

/** What keeps the bot from giving and taking these roles. */
export function doorProblems(
  guild: GuildView,
  bot: GuildMember,
  roleIds: readonly string[]
): SpaceProblem[] {
  const may = permissionsOf(guild, bot)
  const missing: Permission[] = []
  if ((may & PermissionFlagsBits.ManageRoles) === 0n) missing.push('manage_roles')
  if ((may & PermissionFlagsBits.ViewChannel) === 0n) missing.push('view_channels')
  const botRoleName = highest(guild, bot)?.name ?? ''
  const roles = rolesFor(guild, bot)
  const ofRoles = [...new Set(roleIds)].flatMap((roleId): SpaceProblem[] => {
    const role = roles.find(({ id }) => id === roleId)
    if (!role) return [{ kind: 'role_gone', roleId }]
    const { name: roleName, why } = role
    if (why === null) return []
    if (why === 'too_high') return [{ kind: 'role_too_high', roleId, roleName, botRoleName }]
    return [{ kind: 'role_not_grantable', roleId, roleName, why }]
  })
  return [
    ...missing.map((permission): SpaceProblem => ({ kind: 'missing_permission', permission })),
    ...ofRoles,
  ]
}

/**
 * Whether a member can give themselves what is sold: its owner, an administrator, or whoever may manage the server or its
 * roles.
 */
export const isStaff = (guild: GuildView, member: GuildMember): boolean =>
  (permissionsOf(guild, member) &
    (PermissionFlagsBits.ManageGuild | PermissionFlagsBits.ManageRoles)) !==
  0n

/** Whether a member runs the server: its owner, or whoever has Manage Server. */
export function runsGuild(guild: GuildView, member: GuildMember): boolean {
  return (permissionsOf(guild, member) & PermissionFlagsBits.ManageGuild) !== 0n
}
