/** The calls about servers and their members. Each is bounded in time, so that a claim on a grant outlives it. */
import { makeURLSearchParams, Routes, type RequestData, type RouteLike } from 'discord.js'
import type { DiscordApi } from '#bots/discord/api'
import type { Draft } from '#bots/discord/drafts'
import { idOf, listOf, property } from '#bots/discord/drafts'
import { readGuild, readMember, type GuildMember, type GuildView } from '#bots/discord/guilds'

/**
 * One call with all its waits and attempts, milliseconds: shorter than the time for which a process claims what it works
 * on.
 */
const CALL_MS = 25_000

/** Members of one page; Discord gives no more (docs.discord.com/developers/resources/guild#list-guild-members). */
export const MEMBERS_PAGE = 1_000

/** GATEWAY_GUILD_MEMBERS, and its form for applications in fewer than a hundred servers. */
const SERVER_MEMBERS = (1 << 14) | (1 << 15)

export class GuildApi {
  #bot: Promise<string> | null = null

  constructor(private readonly api: DiscordApi) {}

  async guild(guildId: string): Promise<GuildView> {
    const query = makeURLSearchParams({ with_counts: true })
    return readGuild(await this.#get(Routes.guild(guildId), { query }))
  }

  async member(guildId: string, userId: string): Promise<GuildMember> {
    const member = readMember(await this.#get(Routes.guildMember(guildId, userId)))
    if (!member) throw new Error('Discord answered without a member')
    return member
  }

  /** The bot as a member. */
  async bot(guildId: string): Promise<GuildMember> {
    this.#bot ??= this.#get(Routes.user()).then(idOf)
    this.#bot.catch(() => (this.#bot = null))
    return this.member(guildId, await this.#bot)
  }

  /** @param after the last id of the page before; null begins */
  async members(guildId: string, after: string | null): Promise<readonly GuildMember[]> {
    const query = makeURLSearchParams({ limit: MEMBERS_PAGE, ...(after !== null && { after }) })
    const page = listOf(await this.#get(Routes.guildMembers(guildId), { query }))
    return page.flatMap((one) => readMember(one) ?? [])
  }

  /** Whether Discord lists members to this application. */
  async listsMembers(): Promise<boolean> {
    const flags = property(await this.#get(Routes.currentApplication()), 'flags')
    return typeof flags === 'number' && (flags & SERVER_MEMBERS) !== 0
  }

  async addRole(guildId: string, userId: string, roleId: string, reason: string): Promise<void> {
    const route = Routes.guildMemberRole(guildId, userId, roleId)
    await this.api.rest.put(route, { reason, signal: AbortSignal.timeout(CALL_MS) })
  }

  async takeRole(guildId: string, userId: string, roleId: string, reason: string): Promise<void> {
    const route = Routes.guildMemberRole(guildId, userId, roleId)
    await this.api.rest.delete(route, { reason, signal: AbortSignal.timeout(CALL_MS) })
  }

  /** A role without any permission, at the bottom; answers its id. */
  async createRole(guildId: string, name: string, reason: string): Promise<string> {
    const body = { name, permissions: '0', hoist: false, mentionable: false }
    const signal = AbortSignal.timeout(CALL_MS)
    return idOf(await this.api.rest.post(Routes.guildRoles(guildId), { body, reason, signal }))
  }

  /** Resolves when they are banned; else it is an error of Discord's. */
  async ban(guildId: string, userId: string): Promise<void> {
    await this.#get(Routes.guildBan(guildId, userId))
  }

  async channel(channelId: string): Promise<unknown> {
    return this.#get(Routes.channel(channelId))
  }

  async send(channelId: string, draft: Draft, nonce: string): Promise<string> {
    return this.api.send(channelId, draft, { nonce, signal: AbortSignal.timeout(CALL_MS) })
  }

  async deleteMessage(channelId: string, messageId: string): Promise<void> {
    const route = Routes.channelMessage(channelId, messageId)
    await this.api.rest.delete(route, { signal: AbortSignal.timeout(CALL_MS) })
  }

  async applicationId(): Promise<string> {
    return this.api.applicationId()
  }

  async #get(route: RouteLike, data: RequestData = {}): Promise<unknown> {
    return this.api.rest.get(route, { ...data, signal: AbortSignal.timeout(CALL_MS) })
  }
}
