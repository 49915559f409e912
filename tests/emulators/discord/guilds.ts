/** Servers with what decides who may do what there: owner, roles in their order, members, bans. */
import type { Json } from '#tests/emulators/discord/json'
import { PERMISSIONS } from '#tests/emulators/discord/permissions'
import { snowflake } from '#tests/emulators/discord/snowflake'
import type { WorldChannel, WorldUser } from '#tests/emulators/discord/world'

export interface WorldRole {
  id: string
  name: string
  permissions: bigint
  /** Higher stands above; among equals, the older one does. */
  position: number
  /** A bot's, boosters', a linked service's: nobody gives it by hand. */
  managed: boolean
  tags?: Json
}

export interface WorldMember {
  userId: string
  roles: readonly string[]
  joinedAt: string
  nick: string | null
}

/** One entry of the server's audit log (docs.discord.com/developers/resources/audit-log). */
export interface AuditEntry {
  action: 'member_role_update'
  targetId: string
  added: string | null
  removed: string | null
  /** As it was sent in `X-Audit-Log-Reason`, decoded. */
  reason: string | null
}

const ALL = (1n << 53n) - 1n

/** What everybody may do in a server that nobody has changed. */
const EVERYBODY =
  PERMISSIONS.viewChannel |
  PERMISSIONS.sendMessages |
  PERMISSIONS.embedLinks |
  PERMISSIONS.attachFiles |
  PERMISSIONS.readHistory

/** What the bot's own role brings with it, as its invitation asks. */
const BOT = EVERYBODY | PERMISSIONS.manageWebhooks | PERMISSIONS.manageRoles

/** Compares ids by age without making numbers of them. */
export function older(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

export class WorldGuild {
  readonly id = snowflake()
  readonly channels = new Map<string, WorldChannel>()
  readonly roles = new Map<string, WorldRole>()
  readonly members = new Map<string, WorldMember>()
  readonly bans = new Set<string>()
  readonly auditLog: AuditEntry[] = []
  systemChannelId: string | null = null
  /** Discord cannot be reached for this server; the gateway says that it is unavailable. */
  unavailable = false
  /** People who left or were put out: they come back by joining alone. */
  readonly gone = new Set<string>()
  /** Members by age, for the list's pages; null after somebody came or went. */
  #byAge: string[] | null = null

  constructor(
    public name: string,
    readonly bot: WorldUser,
    public ownerId: string
  ) {
    this.roles.set(this.id, {
      id: this.id,
      name: '@everyone',
      permissions: EVERYBODY,
      position: 0,
      managed: false,
    })
    this.enter(bot.id, [this.makeBotRole().id])
  }

  /** The application's own role, which comes and goes with the bot. */
  makeBotRole(permissions = BOT): WorldRole {
    const tags = { bot_id: this.bot.id }
    return this.addRole({ name: this.bot.username, permissions, managed: true, tags })
  }

  /** A new role stands at the bottom; those above move up. */
  addRole(role: Pick<WorldRole, 'name'> & Partial<WorldRole>): WorldRole {
    for (const one of this.roles.values()) if (one.position > 0) one.position += 1
    const made = { id: snowflake(), permissions: 0n, managed: false, ...role, position: 1 }
    this.roles.set(made.id, made)
    return made
  }

  get botRole(): WorldRole | undefined {
    return [...this.roles.values()].find((role) => role.tags?.bot_id === this.bot.id)
  }

  enter(userId: string, roles: readonly string[] = []): WorldMember {
    const joinedAt = new Date().toISOString().replace('Z', '000+00:00')
    const member = { userId, roles, joinedAt, nick: null }
    this.members.set(userId, member)
    this.gone.delete(userId)
    this.#byAge = null
    return member
  }

  exit(userId: string): void {
    this.members.delete(userId)
    this.gone.add(userId)
    this.#byAge = null
  }

  /** At most so many members whose ids come after this one. */
  membersAfter(id: string, limit: number): WorldMember[] {
    const ids = (this.#byAge ??= [...this.members.keys()].toSorted(older))
    let [low, high] = [0, ids.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (older(ids[middle] ?? '', id) <= 0) low = middle + 1
      else high = middle
    }
    return ids.slice(low, low + limit).flatMap((one) => this.members.get(one) ?? [])
  }

  /** What a member may do in the server as a whole. */
  permissionsOf(userId: string): bigint {
    if (userId === this.ownerId) return ALL
    const own = this.members.get(userId)?.roles ?? []
    const all = [this.id, ...own].reduce(
      (sum, id) => sum | (this.roles.get(id)?.permissions ?? 0n),
      0n
    )
    return (all & PERMISSIONS.administrator) === 0n ? all : ALL
  }

  /** What the bot may do in a channel: its overwrite takes `denied` away. */
  botPermissionsIn(channel: WorldChannel): bigint {
    const all = this.permissionsOf(this.bot.id)
    return all === ALL ? ALL : all & ~channel.denied
  }

  /** Whether a role stands below all that the member has: only such can they give. */
  isBelow(role: WorldRole, userId: string): boolean {
    if (userId === this.ownerId) return true
    const own = this.members.get(userId)?.roles ?? []
    return own.some((id) => {
      const mine = this.roles.get(id)
      return mine !== undefined && rank(mine, role) > 0
    })
  }
}

/** Above zero when the first stands above the second. */
export function rank(first: WorldRole, second: WorldRole): number {
  return first.position - second.position || older(second.id, first.id)
}
