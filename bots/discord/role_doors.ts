/** Doors of Discord: who has a role is in. */
import { PermissionFlagsBits } from 'discord.js'
import type {
  AddLink,
  LetIn,
  MemberPage,
  Posted,
  Presence,
  PutOut,
  SpaceMessage,
  SpaceReport,
} from '#app/bot_kit/spaces/answers'
import type { Doorkeeper } from '#app/bot_kit/spaces/doorkeeper'
import type { Refused } from '#app/bot_kit/spaces/problems'
import type { Passage, SpaceRef } from '#app/bot_kit/spaces/space'
import { post, takeBack } from '#bots/discord/announcing'
import { DiscordApi } from '#bots/discord/api'
import { Asking } from '#bots/discord/asking'
import { codeOf } from '#bots/discord/failures'
import { GuildApi, MEMBERS_PAGE } from '#bots/discord/guild_api'
import { isStaff, runsGuild, type GuildView } from '#bots/discord/guilds'
import { inspect } from '#bots/discord/preflight'
import { CODES, problem } from '#bots/discord/refusals'
import type { DiscordSettings } from '#config/discord'

/** Waits that a call makes by itself when Discord asks for one; a longer one is handed back, milliseconds. */
const OWN_WAIT_MS = 5_000
/** A failed call is made once more at once; longer outages are the caller's to wait for. */
const RETRIES = 1
/** One attempt of a call, milliseconds. */
const ATTEMPT_MS = 10_000
/** Whoever may not see bans is not asked about them again for so long, milliseconds. */
const NO_BANS_MS = 60 * 60_000
const MOST_NO_BANS = 1_000
/** Who runs a server is not asked about again for so long, milliseconds; nor of more servers at a time. */
const GUILD_MS = 60_000
const MOST_GUILDS = 200

/** What the invitation asks for: answering, personas' voices, and the roles. */
const INVITED_WITH =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.EmbedLinks |
  PermissionFlagsBits.AttachFiles |
  PermissionFlagsBits.ReadMessageHistory |
  PermissionFlagsBits.ManageWebhooks |
  PermissionFlagsBits.ManageRoles

type Words = 'discord.audit.let_in' | 'discord.audit.put_out' | 'discord.audit.make_role'

export class RoleDoors implements Doorkeeper {
  readonly platform = 'discord'
  readonly #api: GuildApi
  readonly #asking: Asking
  /** Servers whose bans the bot may not see, with the time until which that is believed. */
  readonly #hiddenBans = new Map<string, number>()
  readonly #guilds = new Map<string, { guild: GuildView; at: number }>()

  constructor(
    private readonly settings: DiscordSettings & { token: string },
    private readonly t: (key: Words) => string
  ) {
    const patience = { callTimeoutMs: ATTEMPT_MS, longestRateLimitMs: OWN_WAIT_MS }
    const api = new DiscordApi({ ...settings, ...patience }, { retries: RETRIES })
    this.#api = new GuildApi(api)
    this.#asking = new Asking(this.#api, api.rest)
  }

  async inspect(
    space: SpaceRef,
    roleIds: readonly string[],
    options: { channelId: string | null } = { channelId: null }
  ): Promise<SpaceReport> {
    this.#asking.anew(space.id)
    const seen = await this.#asking.about({ guildId: space.id, what: 'inspect' }, () =>
      inspect(this.#api, { guildId: space.id, roleIds, ...options })
    )
    if (seen.outcome === 'retry') {
      return { outcome: 'unavailable', reason: seen.reason, retryAfterMs: seen.afterMs }
    }
    if (seen.outcome === 'seen') return seen
    const gone = { title: null, kind: null, roles: [], memberCount: null }
    return { outcome: 'seen', ...gone, problems: [{ kind: 'not_there' }] }
  }

  async runs(space: SpaceRef, platformId: string): Promise<boolean | Refused> {
    const found = await this.#asking.about({ guildId: space.id, what: 'runs' }, async () => {
      const guild = await this.#api.guild(space.id)
      if (guild.ownerId === platformId) return { outcome: 'found', runs: true } as const
      const member = await this.#memberOrNull(space.id, platformId)
      return { outcome: 'found', runs: member !== null && runsGuild(guild, member) } as const
    })
    return found.outcome === 'found' ? found.runs : found
  }

  async letIn({ door, platformId }: Passage): Promise<LetIn> {
    const roleId = roleOf(door.roleId)
    return this.#asking.about({ guildId: door.id, what: 'in', roleId }, async () => {
      try {
        await this.#api.addRole(door.id, platformId, roleId, this.t('discord.audit.let_in'))
      } catch (error) {
        if (codeOf(error) === CODES.unknownMember) return this.#notInServer(door.id, platformId)
        throw error
      }
      return { outcome: 'in', already: null }
    })
  }

  async putOut({ door, platformId }: Passage): Promise<PutOut> {
    const roleId = roleOf(door.roleId)
    return this.#asking.about({ guildId: door.id, what: 'out', roleId }, async () => {
      try {
        await this.#api.takeRole(door.id, platformId, roleId, this.t('discord.audit.put_out'))
      } catch (error) {
        // Whoever is not there, or a role that is not, leaves nothing to take.
        const nothing = [CODES.unknownMember, CODES.unknownUser, CODES.unknownRole]
        if (!nothing.some((code) => code === codeOf(error))) throw error
        return { outcome: 'out', already: true }
      }
      return { outcome: 'out', already: null }
    })
  }

  /** A role can be given to and taken from anybody, also from who runs the server. */
  async look({ door, platformId }: Passage): Promise<Presence> {
    const roleId = roleOf(door.roleId)
    return this.#asking.about({ guildId: door.id, what: 'look', roleId }, async () => {
      const member = await this.#memberOrNull(door.id, platformId)
      if (member?.roleIds.includes(roleId) === true) {
        const runs = isStaff(await this.#guild(door.id), member)
        return { outcome: 'in', ...(runs && { runs }) }
      }
      return { outcome: 'out', isThere: member !== null }
    })
  }

  async list(space: SpaceRef, after: string | null): Promise<MemberPage> {
    return this.#asking.about({ guildId: space.id, what: 'list' }, async () => {
      try {
        const found = await this.#api.members(space.id, after)
        const guild = await this.#guild(space.id, { anew: after === null })
        const members = found.map((member) => {
          const { id: platformId, displayName, isBot, roleIds } = member
          return { platformId, displayName, isBot, roleIds, runs: isStaff(guild, member) }
        })
        const isLast = found.length < MEMBERS_PAGE
        return { outcome: 'page', members, next: isLast ? null : (found.at(-1)?.id ?? null) }
      } catch (error) {
        // Discord gives the same code where the bot is not; one look at the server tells them apart.
        if (codeOf(error) !== CODES.missingAccess) throw error
        await this.#api.guild(space.id)
        return { outcome: 'not_listed' }
      }
    })
  }

  /** Discord has no requests to enter that a bot could answer. */
  async answerRequest(): Promise<Refused> {
    return problem({ kind: 'not_there' }, 'Discord has no requests to enter')
  }

  async addLinks(): Promise<readonly AddLink[] | null> {
    const asked = await this.#asking.about({ guildId: '', what: 'links' }, async () => {
      const id = this.settings.applicationId ?? (await this.#api.applicationId())
      return { outcome: 'found', id } as const
    })
    if (asked.outcome !== 'found') return null
    const query = new URLSearchParams({
      client_id: asked.id,
      scope: 'bot applications.commands',
      permissions: INVITED_WITH.toString(),
    })
    return [{ kind: 'server', url: `https://discord.com/oauth2/authorize?${query}` }]
  }

  async post(
    space: SpaceRef,
    message: SpaceMessage,
    options: { channelId: string | null; key: string }
  ): Promise<Posted> {
    const { appUrl } = this.settings
    return this.#asking.about({ guildId: space.id, what: 'post' }, () =>
      post(this.#api, { guildId: space.id, message, appUrl, ...options })
    )
  }

  async makeRole(
    space: SpaceRef,
    { name }: { name: string }
  ): Promise<{ outcome: 'made'; roleId: string } | Refused> {
    const made = await this.#asking.about({ guildId: space.id, what: 'make_role' }, async () => {
      const roleId = await this.#api.createRole(space.id, name, this.t('discord.audit.make_role'))
      return { outcome: 'made', roleId } as const
    })
    // What was known of the server's roles is not all of them any more.
    this.#guilds.delete(space.id)
    this.#asking.anew(space.id)
    return made
  }

  async takeBack(
    space: SpaceRef,
    said: { messageId: string; channelId: string | null }
  ): Promise<{ outcome: 'taken_back' } | Refused> {
    return this.#asking.about({ guildId: space.id, what: 'post' }, () =>
      takeBack(this.#api, { guildId: space.id, ...said })
    )
  }

  /** The server's roles, as they were a moment ago: a look at many people asks for them once. */
  async #guild(guildId: string, { anew = false } = {}): Promise<GuildView> {
    const known = this.#guilds.get(guildId)
    if (known && !anew && performance.now() - known.at < GUILD_MS) return known.guild
    const guild = await this.#api.guild(guildId)
    this.#guilds.delete(guildId)
    this.#guilds.set(guildId, { guild, at: performance.now() })
    const [oldest] = this.#guilds.keys()
    if (this.#guilds.size > MOST_GUILDS && oldest !== undefined) this.#guilds.delete(oldest)
    return guild
  }

  async #memberOrNull(guildId: string, userId: string) {
    try {
      return await this.#api.member(guildId, userId)
    } catch (error) {
      const code = codeOf(error)
      if (code === CODES.unknownMember || code === CODES.unknownUser) return null
      throw error
    }
  }

  /** Not there, or not wanted there: told apart where the bot happens to be allowed to see bans, which it need not be. */
  async #notInServer(guildId: string, userId: string): Promise<Refused> {
    const outside = problem({ kind: 'not_in_server' }, 'Unknown Member')
    if (Date.now() < (this.#hiddenBans.get(guildId) ?? 0)) return outside
    try {
      await this.#api.ban(guildId, userId)
      return problem({ kind: 'banned_there' }, 'Unknown Member')
    } catch (error) {
      if (codeOf(error) === CODES.missingPermissions) {
        this.#hiddenBans.set(guildId, Date.now() + NO_BANS_MS)
        const [oldest] = this.#hiddenBans.keys()
        if (this.#hiddenBans.size > MOST_NO_BANS && oldest !== undefined) {
          this.#hiddenBans.delete(oldest)
        }
      }
      return outside
    }
  }
}

/** On Discord every door is a role. */
function roleOf(roleId: string | null): string {
  if (roleId === null) throw new Error('A door of Discord is a role')
  return roleId
}
