import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import {
  aloneInTheWorld,
  ends,
  grantOf,
  joins,
  plans,
} from '#plugins/communities/access/tests/support/stage'
import { dyingAfter } from '#plugins/communities/buying/tests/support/dying'
import { requestOf } from '#plugins/communities/buying/tests/support/shop'
import { buyTier } from '#plugins/communities/buying/actions/buy_tier'
import {
  club,
  coinsOf,
  cycles,
  member,
  resetClock,
  setClock,
} from '#plugins/communities/lifecycle/tests/support/members'
import type { CommunityRow, MembershipRow, PurchaseRow, SpaceRow } from '#plugins/communities/rows'
import {
  creatorOn,
  fanWith,
  services,
  somebody,
  tierOf,
  type Somebody,
} from '#plugins/communities/tests/support/people'
import { startWorker, type Worker } from '#plugins/communities/tests/support/workers'
import {
  startDiscordEmulator,
  type DiscordEmulator,
  type Player,
  type WorldGuild,
  type WorldRole,
} from '#tests/emulators/discord/index'
import { verifyBooks } from '#tests/support/books'

/** Seconds after which a dead process's claims, and its leases, are anybody's. */
const CLAIMS_OVER = 20 * 60
const PRICE = 100_000n
const MONTH = 32 * 24 * 60 * 60

test.group('Communities | processes that are killed, and processes side by side', (group) => {
  let discord: DiscordEmulator
  /** The first is killed by the first test, the last by the last one. */
  let [dies, one, other]: (Worker | undefined)[] = []
  group.tap((each) => each.timeout(120_000))
  group.setup(async () => {
    discord = await startDiscordEmulator()
    ;[dies, one, other] = await Promise.all(Array.from({ length: 3 }, () => startWorker(discord)))
    return async () => {
      const workers = [dies, one, other].filter((worker) => worker !== undefined)
      await Promise.all(workers.map((worker) => worker.stop()))
      await discord.close()
    }
  })
  group.each.setup(() => aloneInTheWorld())
  group.each.teardown(() => resetClock())
  group.teardown(() => verifyBooks())

  const worker = (which: Worker | undefined): Worker => {
    if (!which) throw new Error('The workers did not start')
    return which
  }
  /** Two processes do the same at the same moment. */
  const bothDo = (work: 'grants' | 'renewals' | 'purchases', laterSeconds = 0) =>
    Promise.all([one, other].map((each) => worker(each).does({ work, laterSeconds })))

  /** A server on Discord with so many people in it who have bought the role, and do not have it yet. */
  async function membersOutside(count: number) {
    const guild = discord.guild('Stargazers')
    const role = discord.deeds.addRole(guild, 'Gold')
    const creator = await creatorOn('discord')
    const [community] = await sql<CommunityRow>(
      `insert into communities_communities (creator_id, name, slug, locale, state)
       values (:creator, 'Moonlight Club', :slug, 'en', 'open') returning *`,
      { creator: creator.person.id, slug: `club-${randomUUID().slice(0, 12)}` }
    )
    const communityId = community?.id ?? ''
    const [space] = await sql<SpaceRow>(
      `insert into communities_spaces (community_id, platform, platform_id, kind, title, connected_at, checked_at)
       values (:communityId, 'discord', :guild, 'server', 'Stargazers', now(), now()) returning *`,
      { communityId, guild: guild.id }
    )
    const doors = [{ spaceId: space?.id ?? '', roleId: role.id, roleName: 'Gold' }]
    const { tier } = await tierOf(communityId, { doors })
    const fans: (Somebody & { player: Player })[] = []
    for (let n = 0; n < count; n++) {
      const player = discord.player(`fan${n}`)
      discord.deeds.join(guild, player.user)
      const fan = await somebody({ frontend: 'discord', platformId: player.user.id })
      await joins(fan, { communityId, tierId: tier.id })
      fans.push({ ...fan, player })
    }
    return { guild, role, communityId, fans, ...countedIn(guild, role) }
  }

  /** How often Discord was asked for one thing, and how often it changed anything. */
  function countedIn(guild: WorldGuild, role: WorldRole) {
    const path = new RegExp(`^/guilds/${guild.id}/members/\\d+/roles/${role.id}$`)
    const isIn = ({ player }: { player: Player }): boolean =>
      guild.members.get(player.user.id)?.roles.includes(role.id) === true
    return {
      isIn,
      asked: (method: 'PUT' | 'DELETE') => discord.callsTo(method, path).length,
      changes: () => guild.auditLog.filter(({ added, removed }) => (added ?? removed) === role.id),
    }
  }

  test('killed between Discord’s answer and the books: everybody is in, once, and is told once', async ({
    assert,
  }) => {
    const { fans, isIn, asked, changes } = await membersOutside(8)
    const died = await worker(dies).does({ work: 'grants', laterSeconds: 0, diesAfter: 3 })
    assert.equal(died, 'died')
    const before = fans.filter(isIn).length
    assert.isAtLeast(before, 3, 'Discord did what nobody wrote down')
    assert.isBelow(before, fans.length)

    assert.equal(await worker(one).does({ work: 'grants', laterSeconds: CLAIMS_OVER }), 'done')
    for (const fan of fans) {
      assert.isTrue(isIn(fan))
      const grant = await grantOf(fan)
      assert.containSubset(grant, { wanted: 'in', actual: 'in', next_try_at: null })
      const told = await sql(
        `select 1 from outbox where topic = 'communities.tell_access' and payload ->> 'grantId' = :id`,
        { id: grant.id }
      )
      assert.lengthOf(told, 1)
    }
    assert.lengthOf(changes(), fans.length)
    // What was under way when it died is asked for once more, and nothing else.
    assert.isAtMost(asked('PUT'), fans.length + 4)
    const again = asked('PUT')
    assert.equal(await worker(one).does({ work: 'grants', laterSeconds: CLAIMS_OVER }), 'done')
    assert.equal(asked('PUT'), again)
  })

  test('two processes on one queue: each wish is asked of Discord once, in and out', async ({
    assert,
  }) => {
    const { fans, isIn, asked, communityId } = await membersOutside(24)
    await bothDo('grants')
    assert.isTrue(fans.every(isIn))
    assert.equal(asked('PUT'), fans.length)
    for (const fan of fans) await ends(fan, communityId)
    for (const fan of fans) await plans(fan, communityId)
    await bothDo('grants')
    assert.isFalse(fans.some(isIn))
    assert.equal(asked('DELETE'), fans.length)
  })

  test('purchases that a crash left, finished by two at once: paid and in, or neither', async ({
    assert,
  }) => {
    const here = await club()
    const all = await services()
    const fans: Somebody[] = []
    setClock(new Date(Date.now() - CLAIMS_OVER * 1_000))
    for (let step = 2; step < 24; step += 2) {
      const fan = await fanWith(PRICE)
      fans.push(fan)
      await dyingAfter(step, all, (watched) => buyTier(watched, requestOf(fan, here.tier.id)))
    }
    resetClock()
    const left = await sql<PurchaseRow>(
      `select * from communities_purchases where state = 'asked' and community_id = :id`,
      { id: here.community.id }
    )
    assert.isAbove(left.length, 3)
    await bothDo('purchases')
    for (const { person } of fans) {
      const [counted] = await sql<{ members: number; left: number }>(
        `select (select count(*)::int from communities_memberships where person_id = :id) as members,
           (select count(*)::int from communities_purchases where person_id = :id and state = 'asked') as left`,
        { id: person.id }
      )
      const { available, held } = await all.ledger.balance(person.id)
      assert.equal(counted?.left, 0)
      assert.equal(held, 0n)
      assert.equal(available, counted?.members === 1 ? 0n : PRICE)
    }
  })

  /** Members whose next month is due when the workers look at their clocks, and what is in their wallets. */
  async function dueMembers(count: number) {
    const here = await club()
    const members: { fan: Somebody; membership: MembershipRow; wallet: bigint }[] = []
    for (let n = 0; n < count; n++) {
      const made = await member(here, { coins: 2n * PRICE })
      members.push({ ...made, wallet: await coinsOf(made.fan) })
    }
    return members
  }

  test('two processes renew at the same moment: each month is charged once', async ({ assert }) => {
    const members = await dueMembers(16)
    await bothDo('renewals', MONTH)
    for (const { fan, membership, wallet } of members) {
      assert.lengthOf(await cycles(membership), 2)
      assert.equal(await coinsOf(fan), wallet - PRICE)
    }
  })

  test('killed in the middle of charging: another one goes on, and each month is charged once', async ({
    assert,
  }) => {
    const members = await dueMembers(12)
    const order = { work: 'renewals', laterSeconds: MONTH, diesAfter: 4 } as const
    assert.equal(await worker(other).does(order), 'died')
    await worker(one).does({ work: 'renewals', laterSeconds: MONTH })
    await worker(one).does({ work: 'renewals', laterSeconds: MONTH + CLAIMS_OVER })
    for (const { fan, membership, wallet } of members) {
      assert.deepEqual(
        (await cycles(membership)).map(({ state }) => state),
        ['paid', 'paid']
      )
      assert.equal(await coinsOf(fan), wallet - PRICE)
    }
  })
})
