/** Random lives of members, with everything that may go wrong between them and the platforms. */
import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import fc from 'fast-check'
import app from '@adonisjs/core/services/app'
import type { SpaceEvent } from '#app/bot_kit/spaces/events'
import { sql } from '#app/support/sql'
import { beginRepair } from '#plugins/communities/access/actions/begin_repair'
import { followAccount, followPerson } from '#plugins/communities/access/actions/follow_person'
import { onEntryRequested } from '#plugins/communities/access/actions/on_entry_requested'
import { onMemberChanged } from '#plugins/communities/access/actions/on_member_changed'
import { retrySpace } from '#plugins/communities/access/actions/retry_space'
import { runRepair } from '#plugins/communities/access/actions/run_repair'
import { changesTier, pass, plans, works } from '#plugins/communities/access/tests/support/stage'
import { buyTier } from '#plugins/communities/buying/actions/buy_tier'
import { giveBackMembership } from '#plugins/communities/buying/actions/give_back_membership'
import { endMembership } from '#plugins/communities/lifecycle/actions/end_membership'
import { findSpaceHere } from '#plugins/communities/queries/find_space'
import type { GrantRow, SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'
import { type FakeDoorkeepers, openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import type { Fault } from '#plugins/communities/tests/support/fake_faults'
import type { FakeSpace } from '#plugins/communities/tests/support/fake_world'
import {
  alsoOn,
  connectedTo,
  fanWith,
  openCommunity,
  services as servicesNow,
  type Somebody,
  tierOf,
} from '#plugins/communities/tests/support/people'

/** What may happen in somebody's life. */
const HAPPENINGS = [
  'buys_silver',
  'buys_gold',
  'changes_tier',
  'cancelled',
  'refunded',
  'banned',
  'unbanned',
  'comes_to_server',
  'leaves_server',
  'leaves_group',
  'presses_link',
  'given_gold_by_hand',
  'robbed_of_silver_by_hand',
  'added_to_group_by_hand',
  'links_another_account',
] as const
export type Happening = (typeof HAPPENINGS)[number]

export interface Round {
  /** One for each member; null for nothing. */
  happens: readonly (Happening | null)[]
  /** Of a hundred calls, so many go wrong. */
  faults: number
  /** Everything on this platform fails. */
  down: 'discord' | 'telegram' | null
  /** What platforms tell is lost. */
  deaf: boolean
  /** Seconds until the next round. */
  seconds: number
}

export const rounds = (members: number): fc.Arbitrary<readonly Round[]> =>
  fc.array(
    fc.record({
      happens: fc.array(fc.option(fc.constantFrom(...HAPPENINGS), { freq: 4 }), {
        minLength: members,
        maxLength: members,
      }),
      faults: fc.constantFrom(0, 10, 40, 80),
      down: fc.option(fc.constantFrom('discord' as const, 'telegram' as const), { freq: 1 }),
      deaf: fc.boolean(),
      seconds: fc.constantFrom(1, 10, 70, 400, 3_000),
    }),
    { minLength: 4, maxLength: 6 }
  )

interface Member extends Somebody {
  telegram: Somebody
  /** Every account of theirs on Discord. */
  discord: Somebody[]
}

/** A server with two roles, a group, two tiers, and people who live with them. */
export class Town {
  readonly #late: SpaceEvent[] = []
  /** Let in by an administrator while nobody heard it. Telegram lists nobody: of strangers nobody can know. */
  readonly #unheard = new Set<string>()
  #deaf = false
  #random: () => number = () => 0

  private constructor(
    readonly world: FakeDoorkeepers,
    readonly services: CommunitiesServices,
    readonly communityId: string,
    readonly server: { here: FakeSpace; row: SpaceRow; silver: string; gold: string },
    readonly group: { here: FakeSpace; row: SpaceRow },
    readonly tiers: { silver: string; gold: string },
    readonly members: readonly Member[]
  ) {
    world.listener = { caresFor: async () => true, take: async (event) => this.#hear(event) }
  }

  static async open(people: number): Promise<Town> {
    const world = openWorld()
    const { community, space, here } = await openCommunity(world, { roles: ['Silver', 'Gold'] })
    await sql(`update communities_communities set unpaid_inside = 'remove' where id = :id`, {
      id: community.id,
    })
    const chat = world.group()
    const group = { here: chat, row: await connectedTo(community.id, chat) }
    const [silver, gold] = [world.roleId(here, 'Silver'), world.roleId(here, 'Gold')]
    const role = (roleId: string, roleName: string) => ({ spaceId: space.id, roleId, roleName })
    const cheap = await tierOf(community.id, { name: 'Silver', doors: [role(silver, 'Silver')] })
    const dear = await tierOf(community.id, {
      name: 'Gold',
      doors: [role(silver, 'Silver'), role(gold, 'Gold'), { spaceId: group.row.id, roleId: null }],
    })
    const members = await Promise.all(
      Array.from({ length: people }, async (): Promise<Member> => {
        const telegram = await fanWith(1_000_000n, { frontend: 'telegram' })
        const first = await alsoOn(telegram, { frontend: 'discord' })
        return { ...telegram, telegram, discord: [first] }
      })
    )
    const tiers = { silver: cheap.tier.id, gold: dear.tier.id }
    const server = { here, row: space, silver, gold }
    const town = new Town(world, await servicesNow(), community.id, server, group, tiers, members)
    // As when the doors were made: nobody is behind them yet.
    await town.#repairs()
    pass(1)
    return town
  }

  async live(through: readonly Round[], seed: number): Promise<void> {
    this.#random = randomOf(seed)
    for (const round of through) {
      this.#deaf = round.deaf
      this.world.fault = ({ platform }) =>
        platform === round.down
          ? { kind: 'fail' }
          : this.#random() * 100 < round.faults
            ? this.#someFault()
            : null
      await Promise.all(
        this.members.map(async (member, index) => {
          const happening = round.happens[index]
          if (happening) await this.#happens(member, happening)
        })
      )
      await this.#hearLate()
      await works()
      pass(round.seconds)
    }
  }

  /** The platforms are well again, and time goes by: the sweepers work, everybody presses their link. */
  async calm(): Promise<void> {
    this.#deaf = false
    this.world.fault = () => null
    for (let turn = 0; turn < 2; turn++) {
      pass(3_600)
      await this.#hearLate()
      for (const { id } of [this.server.row, this.group.row]) await retrySpace(this.services, id)
      await this.#repairs()
      await works()
      pass(3_600)
      await Promise.all(this.members.map((member) => this.#pressesLink(member)))
      await this.#hearLate()
      await works()
    }
  }

  /** Everything that is not as it should be, in words; empty when all is well. */
  async wrongs(): Promise<string[]> {
    const wrongs: string[] = []
    const due = await sql<GrantRow>(
      `select * from communities_grants
       where community_id = :id and (next_try_at is not null or claimed_until is not null)`,
      { id: this.communityId }
    )
    for (const grant of due) wrongs.push(`still to be worked on: ${JSON.stringify(grant)}`)
    for (const member of this.members) wrongs.push(...(await this.#wrongsOf(member)))
    return wrongs
  }

  async #repairs(): Promise<void> {
    for (const { id: spaceId } of [this.server.row, this.group.row]) {
      const { id } = await beginRepair(this.services, { spaceId, askedBy: 'test' })
      await runRepair(this.services, id)
    }
  }

  async #wrongsOf(member: Member): Promise<string[]> {
    const grants = await sql<GrantRow>(
      'select * from communities_grants where community_id = :id and person_id = :personId',
      { id: this.communityId, personId: member.person.id }
    )
    const wanted = await this.#wantedBy(member)
    const accounts = [
      ...member.discord.flatMap(({ platformId }) =>
        [this.server.silver, this.server.gold].map((role) => ({
          platformId,
          role,
          space: this.server,
        }))
      ),
      { platformId: member.telegram.platformId, role: null, space: this.group },
    ]
    const wrongs: string[] = []
    for (const { platformId, role, space } of accounts) {
      const grant = grants.find(
        (one) =>
          one.space_id === space.row.id &&
          one.role_id === (role ?? '') &&
          one.platform_id === platformId
      )
      const isIn = this.world.isIn(space.here, platformId, role)
      const shouldBe = wanted.has(`${role ?? 'group'}:${platformId}`)
      if (role === null && !grant && this.#unheard.has(platformId)) continue
      const say = (what: string) =>
        wrongs.push(`${what}: ${role ?? 'group'} of ${platformId}, ${JSON.stringify(grant)}`)
      if ((grant?.wanted === 'in') !== shouldBe) say(shouldBe ? 'not wanted in' : 'wanted in')
      if (!shouldBe && isIn) say('inside without having paid')
      if (shouldBe && !isIn && !mayBeOut(space.here, platformId, grant)) say('paid and locked out')
      if (grant && (grant.actual === 'in') !== isIn) say(isIn ? 'thought out' : 'thought in')
    }
    return wrongs
  }

  /** What somebody paid for: doors with the account that is let in. */
  async #wantedBy(member: Member): Promise<Set<string>> {
    const [live] = await sql<{ tier_id: string }>(
      `select m.tier_id from communities_memberships m join people p on p.id = m.person_id
       where m.community_id = :id and m.person_id = :personId and m.state <> 'ended' and p.banned_at is null`,
      { id: this.communityId, personId: member.person.id }
    )
    if (!live) return new Set()
    const discord = member.discord.at(-1)?.platformId
    const { silver, gold } = this.server
    return live.tier_id === this.tiers.silver
      ? new Set([`${silver}:${discord}`])
      : new Set([
          `${silver}:${discord}`,
          `${gold}:${discord}`,
          `group:${member.telegram.platformId}`,
        ])
  }

  async #happens(member: Member, happening: Happening): Promise<void> {
    const discord = member.discord.at(-1) ?? member
    const { world, server, group, services, communityId } = this
    const identity = await app.container.make('identity')
    switch (happening) {
      case 'buys_silver':
        return this.#buys(member, this.tiers.silver)
      case 'buys_gold':
        return this.#buys(member, this.tiers.gold)
      case 'changes_tier': {
        const tierId = this.#random() < 0.5 ? this.tiers.silver : this.tiers.gold
        return changesTier(member, { communityId, tierId })
      }
      case 'cancelled':
      case 'refunded': {
        const membershipId = await this.#membershipOf(member)
        if (!membershipId) return
        if (happening === 'refunded') await giveBackMembership(services, membershipId, 'removed')
        else {
          await db.transaction((trx) =>
            endMembership(services, trx, {
              membershipId,
              reason: 'cancelled',
              by: 'test',
              silent: true,
            })
          )
        }
        return plans(member, communityId)
      }
      case 'banned':
      case 'unbanned':
        await identity.setBan(member.person.id, happening === 'banned')
        return followPerson(services, member.person.id, 'ban')
      case 'comes_to_server':
        if (!server.here.members.has(discord.platformId))
          await world.comesIn(server.here, discord.platformId)
        return
      case 'leaves_server':
        return world.leaves(server.here, discord.platformId)
      case 'leaves_group':
        return world.leaves(group.here, member.telegram.platformId)
      case 'presses_link':
        return this.#pressesLink(member)
      case 'given_gold_by_hand':
      case 'robbed_of_silver_by_hand': {
        const has = happening === 'given_gold_by_hand'
        const roleId = has ? server.gold : server.silver
        return world.changesRole(server.here, discord.platformId, { roleId, has })
      }
      case 'added_to_group_by_hand':
        if (this.#deaf) this.#unheard.add(member.telegram.platformId)
        return world.comesIn(group.here, member.telegram.platformId)
      case 'links_another_account': {
        if (member.discord.length > 1) return
        const other = await alsoOn(member, { frontend: 'discord' })
        member.discord.push(other)
        return followAccount(services, { accountId: other.account.id, personId: member.person.id })
      }
    }
  }

  async #buys(member: Member, tierId: string): Promise<void> {
    await buyTier(this.services, {
      key: randomUUID(),
      tierId,
      personId: member.person.id,
      accountId: member.telegram.account.id,
      frontend: 'telegram',
      locale: 'en',
      code: null,
      gift: false,
      wish: { means: 'coins' },
      expected: null,
    })
    await plans(member, this.communityId)
  }

  async #membershipOf(member: Member): Promise<string | null> {
    const [live] = await sql<{ id: string }>(
      `select id from communities_memberships
       where community_id = :id and person_id = :personId and state <> 'ended'`,
      { id: this.communityId, personId: member.person.id }
    )
    return live?.id ?? null
  }

  async #pressesLink(member: Member): Promise<void> {
    const [grant] = await sql<Pick<GrantRow, 'link'>>(
      `select link from communities_grants where space_id = :spaceId and platform_id = :platformId`,
      { spaceId: this.group.row.id, platformId: member.telegram.platformId }
    )
    if (!grant?.link || this.world.isIn(this.group.here, member.telegram.platformId, null)) return
    await this.world.asksToEnter(this.group.here, member.telegram.platformId, grant.link)
  }

  async #hear(event: SpaceEvent): Promise<void> {
    if (!this.#deaf) await this.#workOn(event)
  }

  /** As the job does: what was kept and fails comes again. */
  async #workOn(event: SpaceEvent): Promise<void> {
    const space = await findSpaceHere(event.space.platform, event.space.id)
    if (!space) return
    try {
      if (event.kind === 'member_changed') await onMemberChanged(this.services, event, space)
      if (event.kind === 'entry_requested') await onEntryRequested(this.services, event, space)
    } catch {
      this.#late.push(event)
    }
  }

  async #hearLate(): Promise<void> {
    for (const event of this.#late.splice(0)) await this.#workOn(event)
  }

  #someFault(): Fault {
    const acted = this.#random() < 0.5
    const kinds: readonly Fault[] = [
      { kind: 'fail' },
      { kind: 'rate_limited', afterMs: Math.ceil(this.#random() * 300_000) },
      { kind: 'timeout', acted },
      { kind: 'crash', acted },
    ]
    return kinds[Math.floor(this.#random() * kinds.length)] ?? { kind: 'fail' }
  }
}

/** Who paid may be out by their own doing alone: they left, or never came. */
function mayBeOut(space: FakeSpace, platformId: string, grant: GrantRow | undefined): boolean {
  if (space.kind === 'server') return !space.members.has(platformId)
  return grant !== undefined && grant.left_at !== null
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator, Numerical Recipes' numbers). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
