/** Servers and chats in memory, as the fake doorkeepers keep them. */
import { now } from '#plugins/communities/clock'
import type { SpaceMessage } from '#app/bot_kit/spaces/answers'
import type { SpaceEvent, SpaceListener } from '#app/bot_kit/spaces/events'
import type { Permission } from '#app/bot_kit/spaces/problems'
import type { SpacePlatform } from '#app/bot_kit/spaces/space'

export interface FakeMember {
  displayName: string
  roleIds: Set<string>
  isBot: boolean
  /** Owner or administrator. */
  runs: boolean
  /** Pays the platform itself for being in, until then. */
  until?: Date
}

export interface FakeRole {
  id: string
  name: string
  position: number
  managed: boolean
}

export interface FakeSpace {
  platform: SpacePlatform
  id: string
  kind: 'server' | 'group' | 'channel'
  title: string
  roles: Map<string, FakeRole>
  members: Map<string, FakeMember>
  banned: Set<string>
  /** Links that were given out, by their address. */
  links: Map<string, { key: string; revoked: boolean; stars?: number }>
  /** Who asked to be let in, by the platform's id; with the link that they came by. */
  requests: Map<string, string | null>
  posted: { message: SpaceMessage; channelId: string | null; key: string }[]
  /** What was said is too old to be taken back. */
  keepsPosts: boolean
  /** What the bot has and what the space is: each can be taken away to turn a preflight red. */
  botIsThere: boolean
  botIsAdmin: boolean
  /** Of the bot's own highest role. */
  botPosition: number
  permissions: Set<Permission>
  isSupergroup: boolean
  isPublic: boolean
  /** Members can be listed (Discord's intent; Telegram lists nobody). */
  lists: boolean
  /** Telegram: every member may add others. */
  membersMayAdd: boolean
  /** Discord: where something can be said when no channel is chosen. */
  hasSystemChannel: boolean
}

export const NEEDED: Readonly<Record<FakeSpace['kind'], readonly Permission[]>> = {
  server: ['manage_roles', 'view_channels', 'send_messages'],
  group: ['invite_users', 'ban_users'],
  channel: ['invite_users', 'ban_users', 'post_messages'],
}

/** core.telegram.org/bots/api#createchatsubscriptioninvitelink */
const SUBSCRIPTION_MS = 2_592_000_000

let made = 0
/** Ids that no other test has: the platforms' are unique too. */
const freshNumber = (): string =>
  `${Date.now()}${String(process.pid % 1000).padStart(3, '0')}${made++}`

/** What happens in a space reaches the program only through what {@link FakeWorld.tell} hands over. */
export class FakeWorld {
  readonly #spaces = new Map<string, FakeSpace>()
  /** Groups that became supergroups: their new ids by the old ones. */
  readonly moved = new Map<string, string>()
  /** Told of everything that happens in spaces, as frontends would; null for a program that is down. */
  listener: SpaceListener | null = null
  /** What a listener was told, or would have been. */
  readonly events: SpaceEvent[] = []

  /** A server where the bot has all it needs; its roles `Bot` (position 50) and, for each name, one below it. */
  server(options: { title?: string; roles?: readonly string[]; id?: string } = {}): FakeSpace {
    const space = this.#add('discord', 'server', options)
    space.roles.set(space.id, { id: space.id, name: '@everyone', position: 0, managed: false })
    this.addRole(space, { id: `${space.id}9`, name: 'Bot', position: 50, managed: true })
    for (const [index, name] of (options.roles ?? ['Gold']).entries()) {
      this.addRole(space, { name, position: 10 - index })
    }
    return space
  }

  group(options: { title?: string; id?: string } = {}): FakeSpace {
    return this.#add('telegram', 'group', options)
  }

  channel(options: { title?: string; id?: string } = {}): FakeSpace {
    return this.#add('telegram', 'channel', options)
  }

  addRole(space: FakeSpace, role: Partial<FakeRole> & { name: string }): FakeRole {
    const id = role.id ?? `${freshNumber()}`
    const whole = { id, position: 5, managed: false, ...role }
    space.roles.set(id, whole)
    return whole
  }

  /** The id of a role by its name. */
  roleId(space: FakeSpace, name: string): string {
    const role = [...space.roles.values()].find((one) => one.name === name)
    if (!role) throw new Error(`${space.title} has no role "${name}"`)
    return role.id
  }

  /** Somebody is in the space, without the program being told. */
  addMember(space: FakeSpace, platformId: string, member: Partial<FakeMember> = {}): FakeMember {
    const whole = {
      displayName: `Member ${platformId.slice(-4)}`,
      roleIds: new Set<string>(),
      isBot: false,
      runs: false,
      ...member,
    }
    space.members.set(platformId, whole)
    return whole
  }

  find(platform: SpacePlatform, id: string): FakeSpace | null {
    return this.#spaces.get(`${platform}:${id}`) ?? null
  }

  /** Whether somebody is in by this door. */
  isIn(space: FakeSpace, platformId: string, roleId: string | null): boolean {
    const member = space.members.get(platformId)
    return member !== undefined && (roleId === null || member.roleIds.has(roleId))
  }

  /** They come in (a group by its own link, a server by an invite), and the program is told. */
  async comesIn(space: FakeSpace, platformId: string): Promise<void> {
    this.addMember(space, platformId)
    await this.#memberChanged(space, platformId)
  }

  /** They pay the platform itself, by a link of its own. */
  async subscribes(space: FakeSpace, platformId: string, link: string): Promise<void> {
    const known = space.links.get(link)
    if (known?.stars === undefined || known.revoked || space.banned.has(platformId)) return
    const until = new Date(now().getTime() + SUBSCRIPTION_MS)
    this.addMember(space, platformId, { until })
    await this.#memberChanged(space, platformId, link)
  }

  /** The platform charges them again. @param isTold whether the program hears of it */
  async subscribesOn(
    space: FakeSpace,
    platformId: string,
    { isTold = true }: { isTold?: boolean } = {}
  ): Promise<void> {
    const member = space.members.get(platformId)
    if (!member?.until) throw new Error('They do not subscribe')
    member.until = new Date(member.until.getTime() + SUBSCRIPTION_MS)
    if (isTold) await this.#memberChanged(space, platformId)
  }

  /** They leave by themselves. */
  async leaves(space: FakeSpace, platformId: string): Promise<void> {
    space.members.delete(platformId)
    await this.#memberChanged(space, platformId)
  }

  /** An administrator gives or takes a role by hand. */
  async changesRole(
    space: FakeSpace,
    platformId: string,
    change: { roleId: string; has: boolean }
  ): Promise<void> {
    const member = space.members.get(platformId) ?? this.addMember(space, platformId)
    if (change.has) member.roleIds.add(change.roleId)
    else member.roleIds.delete(change.roleId)
    await this.#memberChanged(space, platformId)
  }

  /** They press a link that leads to a request to be let in. */
  async asksToEnter(space: FakeSpace, platformId: string, link: string | null): Promise<void> {
    if (link !== null && space.links.get(link)?.revoked !== false) return
    space.requests.set(platformId, link)
    await this.tell({ ...this.#event(space), kind: 'entry_requested', platformId, link })
  }

  /** The group becomes a supergroup: everybody stays, the id is another. */
  async becomesSupergroup(space: FakeSpace): Promise<FakeSpace> {
    const from = this.#event(space)
    const old = space.id
    this.#spaces.delete(`telegram:${old}`)
    space.id = `-100${freshNumber().slice(-10)}`
    space.isSupergroup = true
    this.moved.set(old, space.id)
    this.#spaces.set(`telegram:${space.id}`, space)
    await this.tell({ ...from, kind: 'space_moved', toId: space.id })
    return space
  }

  async removesBot(space: FakeSpace): Promise<void> {
    space.botIsThere = false
    await this.tell({ ...this.#event(space), kind: 'bot_removed' })
  }

  async changesBot(space: FakeSpace, byPlatformId: string | null = null): Promise<void> {
    space.botIsThere = true
    await this.tell({ ...this.#event(space), kind: 'bot_changed', byPlatformId })
  }

  async deletesRole(space: FakeSpace, roleId: string): Promise<void> {
    space.roles.delete(roleId)
    for (const member of space.members.values()) member.roleIds.delete(roleId)
    await this.tell({ ...this.#event(space), kind: 'role_removed', roleId })
  }

  async renames(space: FakeSpace, title: string): Promise<void> {
    space.title = title
    await this.tell({ ...this.#event(space), kind: 'space_renamed', title })
  }

  /** As a frontend does with what its platform tells. */
  async tell(event: SpaceEvent): Promise<void> {
    this.events.push(event)
    if (this.listener && (await this.listener.caresFor(event))) await this.listener.take(event)
  }

  #memberChanged(space: FakeSpace, platformId: string, link: string | null = null): Promise<void> {
    const member = space.members.get(platformId)
    const roleIds = space.platform === 'discord' ? [...(member?.roleIds ?? [])] : null
    return this.tell({
      ...this.#event(space),
      kind: 'member_changed',
      platformId,
      isIn: member !== undefined,
      roleIds,
      ...(member?.until && { paidThere: { until: member.until, link } }),
    })
  }

  #event({ platform, id }: FakeSpace) {
    return { id: `fake:${freshNumber()}`, space: { platform, id }, at: now() }
  }

  #add(
    platform: SpacePlatform,
    kind: FakeSpace['kind'],
    { title = `The ${kind}`, id }: { title?: string; id?: string }
  ): FakeSpace {
    const space: FakeSpace = {
      platform,
      id: id ?? (platform === 'discord' ? freshNumber() : `-100${freshNumber().slice(-10)}`),
      kind,
      title,
      roles: new Map(),
      members: new Map(),
      banned: new Set(),
      links: new Map(),
      requests: new Map(),
      posted: [],
      keepsPosts: false,
      botIsThere: true,
      botIsAdmin: true,
      botPosition: 50,
      permissions: new Set(NEEDED[kind]),
      isSupergroup: true,
      isPublic: false,
      lists: platform === 'discord',
      membersMayAdd: false,
      hasSystemChannel: true,
    }
    this.#spaces.set(`${platform}:${space.id}`, space)
    return space
  }
}
