import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import {
  aloneInTheWorld,
  callsOf,
  clockGoesOn,
  ends,
  grantOf,
  grantsOf,
  hears,
  joins,
  pass,
  works,
} from '#plugins/communities/access/tests/support/stage'
import { now } from '#plugins/communities/clock'
import { type FakeDoorkeepers, openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import type { FakeSpace } from '#plugins/communities/tests/support/fake_world'
import {
  connectedTo,
  openCommunity,
  somebody,
  tierOf,
} from '#plugins/communities/tests/support/people'
import { until } from '#tests/support/until'

/** So many are to be let into a server: as after a rush of buyers. */
async function manyWait(
  world: FakeDoorkeepers,
  { here, spaceId, communityId }: { here: FakeSpace; spaceId: string; communityId: string },
  count: number
): Promise<void> {
  const roleId = world.roleId(here, 'Gold')
  for (let index = 0; index < count; index++) world.addMember(here, `${here.id}${index}`)
  await sql(
    `insert into communities_grants
       (community_id, space_id, role_id, platform_id, wanted, next_try_at, changed_by, wanted_at)
     select :communityId, :spaceId, :roleId, :prefix || n, 'in', cast(:at as timestamptz), 'purchase', cast(:at as timestamptz)
     from generate_series(0, :last::int) n`,
    { communityId, spaceId, roleId, prefix: here.id, last: count - 1, at: now() }
  )
}

const inside = async (communityId: string): Promise<number> => {
  const [row] = await sql<{ count: bigint }>(
    `select count(*) from communities_grants where community_id = :communityId and actual = 'in' and next_try_at is null`,
    { communityId }
  )
  return Number(row?.count ?? 0n)
}

/** A server with people who wait at its door. */
async function crowdedServer(world: FakeDoorkeepers, count: number) {
  const stage = await openCommunity(world)
  const about = { here: stage.here, spaceId: stage.space.id, communityId: stage.community.id }
  await manyWait(world, about, count)
  return { ...stage, communityId: stage.community.id }
}

test.group('Access | when platforms do not answer', (group) => {
  group.each.setup(aloneInTheWorld)
  group.each.teardown(clockGoesOn)

  test('Discord is down for an hour in the middle of 5,000 grants: nothing is lost, nothing is hammered', async ({
    assert,
  }) => {
    const world = openWorld()
    const { community, communityId, here, space } = await openCommunity(world).then((stage) => ({
      ...stage,
      communityId: stage.community.id,
    }))
    await manyWait(world, { here, spaceId: space.id, communityId }, 1_000)
    for (let more = 0; more < 4; more++) {
      const other = world.server()
      const row = await connectedTo(community.id, other)
      await manyWait(world, { here: other, spaceId: row.id, communityId }, 1_000)
    }
    let answered = 0
    world.fault = () => (answered++ < 2_500 ? null : { kind: 'fail' })
    await works()
    assert.equal(await inside(communityId), 2_500)

    const before = world.calls.length
    for (let seconds = 0; seconds < 3_600; seconds += 30) {
      pass(30)
      await works()
    }
    const tries = world.calls.length - before
    // A few at once when it went down; then one at a time, at doubling waits up to a quarter of an hour.
    assert.isAtMost(tries, 20)
    assert.isAbove(tries, 3)

    world.fault = () => null
    const calls = world.calls.length
    for (let seconds = 0; seconds < 1_800 && (await inside(communityId)) < 5_000; seconds += 60) {
      pass(60)
      await works()
    }
    assert.equal(await inside(communityId), 5_000)
    assert.equal(world.calls.length - calls, 2_500)
  }).timeout(180_000)

  test('a long 429 parks its space, and nobody else', async ({ assert }) => {
    const world = openWorld()
    const limited = await crowdedServer(world, 20)
    const other = await crowdedServer(world, 20)
    world.fault = ({ spaceId }) =>
      spaceId === limited.here.id ? { kind: 'rate_limited', afterMs: 40 * 60_000 } : null
    await works()
    assert.equal(await inside(other.communityId), 20)
    const asked = world.calls.filter(({ spaceId }) => spaceId === limited.here.id).length
    assert.isAtMost(asked, 4)
    world.fault = () => null
    pass(39 * 60)
    await works()
    assert.equal(await inside(limited.communityId), 0)
    assert.equal(world.calls.filter(({ spaceId }) => spaceId === limited.here.id).length, asked)
    pass(2 * 60)
    await works()
    assert.equal(await inside(limited.communityId), 20)
  })

  test('who found no room while others were let in is not left standing when they are in', async ({
    assert,
    cleanup,
  }) => {
    const world = openWorld()
    const limited = await crowdedServer(world, 4)
    const other = await crowdedServer(world, 20)
    world.fault = ({ spaceId }) =>
      spaceId === limited.here.id ? { kind: 'rate_limited', afterMs: 40 * 60_000 } : null
    const [limitedAnswers, otherAnswers] = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
    ]
    let asked = 0
    world.waits = (spaceId) => {
      asked += 1
      return (spaceId === limited.here.id ? limitedAnswers : otherAnswers).promise
    }
    const working = works()
    await until(() => asked === 8, { what: 'both servers to be asked' })

    // It looks what else is due while the other server's first four are under way, and is slow to see it.
    const lock = await db.transaction()
    cleanup(async () => void (lock.isCompleted || (await lock.rollback())))
    await sql(`select pg_advisory_xact_lock(hashtextextended('communities.claims', 0))`, {}, lock)
    limitedAnswers.resolve()
    const isLooking = async () =>
      (await sql(`select 1 from pg_locks where locktype = 'advisory' and not granted`, {})).length >
      0
    await until(isLooking, { what: 'the look' })
    otherAnswers.resolve()
    await until(async () => (await inside(other.communityId)) === 4, { what: 'four to be in' })
    await lock.commit()

    await working
    assert.equal(await inside(other.communityId), 20)
  })

  test('one server is broken: the others, and Telegram, go on', async ({ assert }) => {
    const world = openWorld()
    const broken = await crowdedServer(world, 50)
    const fine = await crowdedServer(world, 50)
    world.fault = ({ spaceId }) => (spaceId === broken.here.id ? { kind: 'fail' } : null)
    await works()
    assert.equal(await inside(fine.communityId), 50)
    assert.isAtMost(world.calls.length, 54)
  })

  test('a space with thousands waiting keeps nobody else waiting', async ({ assert }) => {
    const world = openWorld()
    await crowdedServer(world, 400)
    pass(1)
    const small = await crowdedServer(world, 1)
    await works()
    const place = world.calls.findIndex(({ spaceId }) => spaceId === small.here.id)
    assert.isAtMost(place, 8)
  })

  test('a process dies after the platform acted: it is tried again when its claim is over, and nothing is done twice', async ({
    assert,
  }) => {
    const world = openWorld()
    const { here, space, community } = await openCommunity(world)
    const roleId = world.roleId(here, 'Gold')
    const { tier } = await tierOf(community.id, {
      welcome: 'Hello!',
      doors: [{ spaceId: space.id, roleId, roleName: 'Gold' }],
    })
    const fan = await somebody({ frontend: 'discord' })
    world.addMember(here, fan.platformId)
    await joins(fan, { communityId: community.id, tierId: tier.id })
    world.faultNext('letIn', { kind: 'crash', acted: true })
    pass(0)
    await works()
    assert.isTrue(world.isIn(here, fan.platformId, roleId))
    assert.equal((await grantOf(fan)).actual, 'unknown')
    // Another process leaves it alone as long as the dead one may be at it.
    pass(59)
    await works()
    assert.equal(callsOf(world, 'letIn'), 1)
    pass(2)
    await works()
    const grant = await grantOf(fan)
    assert.equal(grant.actual, 'in')
    assert.isFalse(grant.was_in_before)
    assert.equal(await hears(fan), 1)

    // It ends while the process dies again: before the role is taken.
    await ends(fan, community.id)
    world.faultNext('putOut', { kind: 'crash', acted: false })
    await works()
    assert.isTrue(world.isIn(here, fan.platformId, roleId))
    pass(61)
    await works()
    assert.isFalse(world.isIn(here, fan.platformId, roleId))
    assert.equal((await grantOf(fan)).actual, 'out')
  })

  test('they cancel while the call is under way: the older answer does not stand for the newer wish', async ({
    assert,
  }) => {
    const world = openWorld()
    const { here, space, community } = await openCommunity(world)
    const roleId = world.roleId(here, 'Gold')
    const { tier } = await tierOf(community.id, {
      doors: [{ spaceId: space.id, roleId, roleName: 'Gold' }],
    })
    const fan = await somebody({ frontend: 'discord' })
    world.addMember(here, fan.platformId)
    await joins(fan, { communityId: community.id, tierId: tier.id })
    const { letIn, ended } = holdsBack(world, () => ends(fan, community.id))
    await works()
    await ended()
    assert.isTrue(letIn())
    await works()
    assert.isFalse(world.isIn(here, fan.platformId, roleId))
    const [grant] = await grantsOf(fan)
    assert.equal(grant?.wanted, 'out')
    assert.equal(grant?.actual, 'out')
  })
})

/** Something happens between the moment in which the call is made and its answer. */
function holdsBack(world: FakeDoorkeepers, meanwhile: () => Promise<void>) {
  let happened: Promise<void> | null = null
  let made = false
  const original = world.of.bind(world)
  world.of = async (platform) => {
    const keeper = await original(platform)
    if (!keeper) return null
    return {
      platform: keeper.platform,
      inspect: (...args) => keeper.inspect(...args),
      runs: (...args) => keeper.runs(...args),
      putOut: (...args) => keeper.putOut(...args),
      look: (...args) => keeper.look(...args),
      list: (...args) => keeper.list(...args),
      answerRequest: (...args) => keeper.answerRequest(...args),
      addLinks: () => keeper.addLinks(),
      post: (...args) => keeper.post(...args),
      letIn: async (...args) => {
        const answer = await keeper.letIn(...args)
        made = true
        happened ??= meanwhile()
        await happened
        return answer
      },
    }
  }
  return { letIn: () => made, ended: async () => happened }
}
