/**
 * Doorkeepers over a world in memory: the whole contract of `app/bot_kit/spaces/`, and every fault of it.
 *
 * ```ts
 * const world = openWorld()
 * const server = world.server({ roles: ['Gold'] })
 * world.faultNext('letIn', { kind: 'timeout', acted: true })
 * ```
 */
import { getActiveTest } from '@japa/runner'
import { HouseDoorkeepers } from '#app/bot_kit/house_doorkeepers'
import type { SpaceReport } from '#app/bot_kit/spaces/answers'
import type { Doorkeeper, Doorkeepers } from '#app/bot_kit/spaces/doorkeeper'
import type { Refused, SpaceProblem } from '#app/bot_kit/spaces/problems'
import type { Passage, SpacePlatform, SpaceRef } from '#app/bot_kit/spaces/space'
import {
  Crashed,
  type FakeCall,
  type Fault,
  type Method,
  problem,
  retry,
} from '#plugins/communities/tests/support/fake_faults'
import { problemsOf, roleProblem, rolesOf } from '#plugins/communities/tests/support/fake_rights'
import {
  type FakeMember,
  type FakeSpace,
  FakeWorld,
} from '#plugins/communities/tests/support/fake_world'

/** Members on one page of a list, as Discord has it (docs.discord.com/developers/resources/guild#list-guild-members). */
const PAGE = 1000

export class FakeDoorkeepers extends FakeWorld implements Doorkeepers {
  /** Everything that was asked of the platforms. */
  readonly calls: FakeCall[] = []
  /** Asked before each call; null lets it be. */
  fault: (call: FakeCall) => Fault | null = () => null
  /** How long a space takes to answer: at least a turn of the event loop, as a call over the wire does. */
  waits: (spaceId: string) => Promise<void> = () => Promise.resolve()
  /** Platforms that the program has no token for. */
  readonly without = new Set<SpacePlatform>()
  pageSize = PAGE
  readonly #next: { method: Method; fault: Fault }[] = []
  readonly #made: Readonly<Record<SpacePlatform, Doorkeeper>> = {
    discord: new FakeDoorkeeper(this, 'discord'),
    telegram: new FakeDoorkeeper(this, 'telegram'),
  }

  of(platform: SpacePlatform): Promise<Doorkeeper | null> {
    return Promise.resolve(this.without.has(platform) ? null : this.#made[platform])
  }

  /** The next call of this method goes wrong so. */
  faultNext(method: Method, fault: Fault): void {
    this.#next.push({ method, fault })
  }

  faultOf(call: FakeCall): Fault | null {
    this.calls.push(call)
    const index = this.#next.findIndex(({ method }) => method === call.method)
    return index >= 0 ? (this.#next.splice(index, 1)[0]?.fault ?? null) : this.fault(call)
  }
}

class FakeDoorkeeper implements Doorkeeper {
  constructor(
    private readonly world: FakeDoorkeepers,
    readonly platform: SpacePlatform
  ) {}

  async inspect(
    ref: SpaceRef,
    roleIds: readonly string[],
    { channelId }: { channelId: string | null } = { channelId: null }
  ): Promise<SpaceReport> {
    const report = await this.#call('inspect', ref, null, (): SpaceReport | Refused => {
      const space = this.#there(ref)
      if (!space) {
        return {
          outcome: 'seen',
          title: null,
          kind: null,
          roles: [],
          problems: [this.#absence(ref)],
          memberCount: null,
        }
      }
      return {
        outcome: 'seen',
        title: space.title,
        kind: space.kind,
        roles: rolesOf(space),
        problems: problemsOf(space, roleIds, channelId),
        memberCount: space.members.size,
      }
    })
    if (report.outcome === 'seen' || report.outcome === 'unavailable') return report
    if (report.outcome === 'problem')
      return { outcome: 'unavailable', reason: report.detail, retryAfterMs: null }
    return { outcome: 'unavailable', reason: report.reason, retryAfterMs: report.afterMs }
  }

  runs(ref: SpaceRef, platformId: string): Promise<boolean | Refused> {
    return this.#call('runs', ref, platformId, () => {
      const space = this.#there(ref)
      return space ? (space.members.get(platformId)?.runs ?? false) : problem(this.#absence(ref))
    })
  }

  letIn(passage: Passage, options: { key: string; knownLink: string | null }) {
    return this.#call('letIn', passage.door, passage.platformId, () => {
      const space = this.#there(passage.door)
      if (!space) return problem(this.#absence(passage.door))
      if (space.banned.has(passage.platformId)) return problem({ kind: 'banned_there' })
      const member = space.members.get(passage.platformId)
      if (passage.door.roleId === null) return this.#invite(space, member, options)
      const wrong = roleProblem(space, passage.door.roleId)
      if (wrong) return problem(wrong)
      if (!member) return problem({ kind: 'not_in_server' })
      const already = member.roleIds.has(passage.door.roleId)
      member.roleIds.add(passage.door.roleId)
      return { outcome: 'in', already } as const
    })
  }

  putOut(passage: Passage, { knownLink }: { knownLink: string | null }) {
    return this.#call('putOut', passage.door, passage.platformId, () => {
      const space = this.#there(passage.door)
      if (!space) return problem(this.#absence(passage.door))
      const link = knownLink === null ? undefined : space.links.get(knownLink)
      if (link) link.revoked = true
      const { roleId } = passage.door
      const member = space.members.get(passage.platformId)
      if (roleId === null) {
        if (!space.botIsAdmin) return problem({ kind: 'not_admin' })
        if (!space.permissions.has('ban_users')) {
          return problem({ kind: 'missing_permission', permission: 'ban_users' })
        }
        if (member?.runs) return problem({ kind: 'runs_the_space' })
        space.requests.delete(passage.platformId)
        // Whoever pays the platform itself stays.
        if (member?.until) return { outcome: 'out', already: true } as const
        return { outcome: 'out', already: !space.members.delete(passage.platformId) } as const
      }
      // A role that is gone is nobody's any more.
      if (!space.roles.has(roleId)) return { outcome: 'out', already: true } as const
      const wrong = roleProblem(space, roleId)
      if (wrong && member?.roleIds.has(roleId)) return problem(wrong)
      return { outcome: 'out', already: !member?.roleIds.delete(roleId) } as const
    })
  }

  look(passage: Passage) {
    return this.#call('look', passage.door, passage.platformId, () => {
      const space = this.#there(passage.door)
      if (!space) return problem(this.#absence(passage.door))
      const member = space.members.get(passage.platformId)
      if (passage.door.roleId === null && member?.runs)
        return { outcome: 'runs_the_space' } as const
      const isIn = this.world.isIn(space, passage.platformId, passage.door.roleId)
      const { until } = member ?? {}
      const runs = member?.runs === true && { runs: true as const }
      if (isIn) return { outcome: 'in', ...(until && { paidThere: { until } }), ...runs } as const
      const isThere = { isThere: member !== undefined }
      return { outcome: 'out', ...(passage.door.roleId !== null && isThere) } as const
    })
  }

  list(ref: SpaceRef, after: string | null) {
    return this.#call('list', ref, null, () => {
      const space = this.#there(ref)
      if (!space) return problem(this.#absence(ref))
      if (!space.lists) return { outcome: 'not_listed' } as const
      const all = [...space.members].sort(([a], [b]) => byId(a, b))
      const rest = all.filter(([id]) => after === null || byId(id, after) > 0)
      const members = rest.slice(0, this.world.pageSize).map(([platformId, member]) => ({
        platformId,
        displayName: member.displayName,
        roleIds: [...member.roleIds],
        isBot: member.isBot,
        runs: member.runs,
      }))
      const next = rest.length > members.length ? (members.at(-1)?.platformId ?? null) : null
      return { outcome: 'page', members, next } as const
    })
  }

  answerRequest({
    space: ref,
    platformId,
    admit,
  }: {
    space: SpaceRef
    platformId: string
    admit: boolean
  }) {
    return this.#call('answerRequest', ref, platformId, () => {
      const space = this.#there(ref)
      if (!space) return problem(this.#absence(ref))
      // Answered before, or taken back: the platform has nothing to answer, and what was wanted holds.
      if (space.requests.delete(platformId) && admit) this.world.addMember(space, platformId)
      return { outcome: 'answered' } as const
    })
  }

  paidLink(ref: SpaceRef, { key, stars }: { key: string; stars: number }) {
    return this.#call('paidLink', ref, null, () => {
      const space = this.#there(ref)
      if (!space) return problem(this.#absence(ref))
      if (!space.botIsAdmin) return problem({ kind: 'not_admin' })
      const link = `https://t.me/+paid-${space.id}-${space.links.size}`
      space.links.set(link, { key, revoked: false, stars })
      return { outcome: 'link', link } as const
    })
  }

  revokePaidLink(ref: SpaceRef, link: string) {
    return this.#call('revokePaidLink', ref, null, () => {
      const known = this.#there(ref)?.links.get(link)
      if (!known) return problem(this.#absence(ref))
      known.revoked = true
      return { outcome: 'done' } as const
    })
  }

  shutOut(passage: Passage) {
    return this.#call('shutOut', passage.door, passage.platformId, () => {
      const space = this.#there(passage.door)
      if (!space) return problem(this.#absence(passage.door))
      if (space.members.get(passage.platformId)?.runs) return problem({ kind: 'runs_the_space' })
      space.members.delete(passage.platformId)
      space.banned.add(passage.platformId)
      return { outcome: 'done' } as const
    })
  }

  readmit(passage: Passage) {
    return this.#call('readmit', passage.door, passage.platformId, () => {
      const space = this.#there(passage.door)
      if (!space) return problem(this.#absence(passage.door))
      space.banned.delete(passage.platformId)
      return { outcome: 'done' } as const
    })
  }

  addLinks() {
    const url = `https://add.test/${this.platform}`
    return Promise.resolve(
      this.platform === 'discord'
        ? [{ kind: 'server' as const, url }]
        : [
            { kind: 'group' as const, url: `${url}/group` },
            { kind: 'channel' as const, url: `${url}/channel` },
          ]
    )
  }

  makeRole(ref: SpaceRef, { name }: { name: string }) {
    return this.#call('makeRole', ref, null, () => {
      const space = this.#there(ref)
      if (!space) return problem(this.#absence(ref))
      if (!space.permissions.has('manage_roles')) {
        return problem({ kind: 'missing_permission', permission: 'manage_roles' })
      }
      return { outcome: 'made', roleId: this.world.addRole(space, { name }).id } as const
    })
  }

  takeBack(ref: SpaceRef, { messageId }: { messageId: string; channelId: string | null }) {
    return this.#call('takeBack', ref, null, () => {
      const space = this.#there(ref)
      if (!space) return problem(this.#absence(ref))
      if (space.keepsPosts) return { outcome: 'too_late' } as const
      space.posted = space.posted.filter(({ key }) => `message-${key}` !== messageId)
      return { outcome: 'taken_back' } as const
    })
  }

  post(
    ref: SpaceRef,
    message: FakeSpace['posted'][number]['message'],
    { channelId, key }: { channelId: string | null; key: string }
  ) {
    return this.#call('post', ref, null, () => {
      const space = this.#there(ref)
      if (!space) return problem(this.#absence(ref))
      const permission = space.kind === 'channel' ? 'post_messages' : 'send_messages'
      if (space.kind !== 'group' && !space.permissions.has(permission)) {
        return problem({ kind: 'missing_permission', permission })
      }
      // As Discord drops a repeated nonce; Telegram has no such thing, and says it twice.
      const before = space.posted.findIndex((one) => one.key === key)
      if (before < 0 || this.platform === 'telegram') space.posted.push({ message, channelId, key })
      return { outcome: 'posted', messageId: `message-${key}` } as const
    })
  }

  #invite(
    space: FakeSpace,
    member: FakeMember | undefined,
    options: { key: string; knownLink: string | null }
  ) {
    if (member) return { outcome: 'in', already: true } as const
    if (!space.botIsAdmin) return problem({ kind: 'not_admin' })
    if (!space.isSupergroup) return problem({ kind: 'not_supergroup' })
    if (!space.permissions.has('invite_users')) {
      return problem({ kind: 'missing_permission', permission: 'invite_users' })
    }
    const known = options.knownLink === null ? undefined : space.links.get(options.knownLink)
    const link =
      known?.revoked === false && options.knownLink !== null
        ? options.knownLink
        : `https://t.me/+${space.id}-${options.key}-${space.links.size}`
    if (!space.links.has(link)) space.links.set(link, { key: options.key, revoked: false })
    return { outcome: 'invited', link, expiresAt: null } as const
  }

  #absence(ref: SpaceRef): SpaceProblem {
    const toId = this.world.moved.get(ref.id)
    return toId === undefined ? { kind: 'not_there' } : { kind: 'moved', toId }
  }

  #there(ref: SpaceRef): FakeSpace | null {
    const space = this.world.find(ref.platform, ref.id)
    return space?.botIsThere ? space : null
  }

  async #call<T>(
    method: Method,
    ref: SpaceRef,
    platformId: string | null,
    act: () => T | Refused
  ): Promise<T | Refused> {
    await this.world.waits(ref.id)
    const fault = this.world.faultOf({
      method,
      platform: this.platform,
      spaceId: ref.id,
      platformId,
    })
    switch (fault?.kind) {
      case undefined:
        return act()
      case 'fail':
        return retry(fault.reason ?? 'the platform is down')
      case 'rate_limited':
        return retry('too many requests', fault.afterMs)
      case 'timeout':
        if (fault.acted) act()
        return retry('no answer in time')
      case 'crash':
        if (fault.acted) act()
        throw new Crashed(`The process died in ${method}`)
    }
  }
}

const byId = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)

/** The program's doorkeepers are a world's until the test ends. */
export function openWorld(): FakeDoorkeepers {
  const world = new FakeDoorkeepers()
  // Every context has the one that the program made, so that one is led to the world.
  const { of } = HouseDoorkeepers.prototype
  HouseDoorkeepers.prototype.of = (platform) => world.of(platform)
  getActiveTest()?.cleanup(() => {
    HouseDoorkeepers.prototype.of = of
  })
  return world
}
