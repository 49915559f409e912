import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { beginRepair } from '#plugins/communities/access/actions/begin_repair'
import { repairDue } from '#plugins/communities/access/actions/repair_due'
import { repairNow } from '#plugins/communities/access/actions/repair_now'
import { runRepair } from '#plugins/communities/access/actions/run_repair'
import type { RepairRow } from '#plugins/communities/access/repair'
import {
  aloneInTheWorld,
  callsOf,
  clockGoesOn,
  ends,
  grantOf,
  hears,
  joins,
  listens,
  pass,
  works,
} from '#plugins/communities/access/tests/support/stage'
import { type FakeDoorkeepers, openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  hearsNews,
  openCommunity,
  runJobs,
  services,
  somebody,
  type Somebody,
  tierOf,
} from '#plugins/communities/tests/support/people'

async function server(unpaid: 'report' | 'remove' = 'report') {
  const world = openWorld()
  const stage = await openCommunity(world)
  const roleId = world.roleId(stage.here, 'Gold')
  const { tier } = await tierOf(stage.community.id, {
    doors: [{ spaceId: stage.space.id, roleId, roleName: 'Gold' }],
  })
  await choose(stage.community.id, unpaid)
  return { world, ...stage, communityId: stage.community.id, roleId, tierId: tier.id }
}

async function group(unpaid: 'report' | 'remove' = 'report') {
  const world = openWorld()
  const stage = await openCommunity(world, { kind: 'group' })
  const { tier } = await tierOf(stage.community.id, {
    doors: [{ spaceId: stage.space.id, roleId: null }],
  })
  await choose(stage.community.id, unpaid)
  return { world, ...stage, communityId: stage.community.id, tierId: tier.id }
}

const choose = (id: string, unpaid: string) =>
  sql('update communities_communities set unpaid_inside = :unpaid where id = :id', { id, unpaid })

/** A run from beginning to end, and what it had done; the clock goes on a little before and after. */
async function repair(spaceId: string): Promise<RepairRow> {
  pass(1)
  const { id } = await beginRepair(await services(), { spaceId, askedBy: 'test' })
  await runRepair(await services(), id)
  pass(1)
  await works()
  return runOf(id)
}

async function runOf(id: string): Promise<RepairRow> {
  const [run] = await sql<RepairRow>('select * from communities_repairs where id = :id', { id })
  if (!run) throw new Error('No run')
  return run
}

/** Members of the server with the role, some of whom lost it. */
async function members(
  about: Awaited<ReturnType<typeof server>>,
  count: number
): Promise<Somebody[]> {
  const { world, here, communityId, tierId } = about
  const fans: Somebody[] = []
  for (let index = 0; index < count; index++) {
    const fan = await somebody({ frontend: 'discord' })
    world.addMember(here, fan.platformId)
    await joins(fan, { communityId, tierId })
    fans.push(fan)
  }
  await works()
  return fans
}

const isIn = (
  about: { world: FakeDoorkeepers; here: Parameters<FakeDoorkeepers['isIn']>[0]; roleId: string },
  fan: Somebody
) => about.world.isIn(about.here, fan.platformId, about.roleId)

test.group('Access | repair', (group_) => {
  group_.each.setup(aloneInTheWorld)
  group_.each.teardown(clockGoesOn)

  test('paid but locked out is let in; ended but inside is put out; one call for each', async ({
    assert,
  }) => {
    const about = await server('remove')
    const { world, here, space, communityId, roleId, creator } = about
    const fans = await members(about, 6)
    const [robbed, sneaked] = [fans[0], fans[1]]
    if (!robbed || !sneaked) return
    here.members.get(robbed.platformId)?.roleIds.delete(roleId)
    await ends(sneaked, communityId)
    await works()
    here.members.get(sneaked.platformId)?.roleIds.add(roleId)
    world.calls.length = 0

    const run = await repair(space.id)
    assert.isTrue(isIn(about, robbed))
    assert.isFalse(isIn(about, sneaked))
    assert.deepEqual([run.phase, run.let_in, run.put_out], ['done', 1, 1])
    // Both are due at once: which comes first is nobody's promise.
    assert.sameMembers(
      world.calls.map(({ method }) => method),
      ['list', 'letIn', 'putOut']
    )
    assert.equal(await hearsNews(creator, communityId), 1)
    assert.include(creator.talk.lastText(), '1 member who paid was outside')

    // Nothing is left to do, and nothing is said.
    world.calls.length = 0
    await repair(space.id)
    assert.lengthOf(world.calls, 1)
    assert.equal(await hearsNews(creator, communityId), 1)
  })

  test('who was there before the door was made is reported only; who came after is put out; bots and the creator are nobody', async ({
    assert,
  }) => {
    const about = await server('remove')
    const { world, here, space, roleId, communityId, creator } = about
    const stranger = (name: string, more: Partial<{ isBot: boolean }> = {}) => {
      const id = `${here.id}${world.calls.length}${here.members.size}`
      world.addMember(here, id, { displayName: name, roleIds: new Set([roleId]), ...more })
      return id
    }
    const old = stranger('Old friend')
    const bot = stranger('Music bot', { isBot: true })
    here.members.get(creator.platformId)?.roleIds.add(roleId)
    await repair(space.id)
    assert.isTrue(world.isIn(here, old, roleId))

    const sneak = stranger('Sneak')
    await repair(space.id)
    assert.isFalse(world.isIn(here, sneak, roleId))
    assert.isTrue(world.isIn(here, old, roleId))
    assert.isTrue(world.isIn(here, bot, roleId))
    assert.isTrue(world.isIn(here, creator.platformId, roleId))

    await repairDue(await services())
    await hearsNews(creator, communityId)
    assert.include(creator.talk.lastText(), 'inside who have not paid')
    await creator.talk.presses('Who is it?')
    assert.include(creator.talk.lastText(), 'Old friend')
    assert.include(creator.talk.lastText(), 'was there before')
    // The creator wants them out after all.
    await creator.talk.presses('Put them out (1)')
    await works()
    assert.isFalse(world.isIn(here, old, roleId))
  })

  test('reported once, and left in peace when the creator says so', async ({ assert }) => {
    const about = await server('report')
    const { world, here, space, roleId, communityId, creator } = about
    await repair(space.id)
    world.addMember(here, `${here.id}77`, { displayName: 'Guest', roleIds: new Set([roleId]) })
    await repair(space.id)
    await repairDue(await services())
    await repairDue(await services())
    assert.equal(await hearsNews(creator, communityId), 1)
    await creator.talk.presses('Who is it?')
    await creator.talk.presses('Let them stay (1)')
    pass(7_200)
    await choose(communityId, 'remove')
    await repair(space.id)
    await repairDue(await services())
    assert.isTrue(world.isIn(here, `${here.id}77`, roleId))
    assert.equal(await hearsNews(creator, communityId), 1)
    // Somebody else's community: nothing can be pressed about it.
    const other = await somebody({ frontend: 'discord' }, 'creator')
    await other.talk.sends({
      kind: 'invoke',
      invocation: {
        command: 'access_outsiders_decide',
        options: { space: space.id, decision: 'remove' },
      },
    })
    await works()
    assert.isTrue(world.isIn(here, `${here.id}77`, roleId))
  })

  test('a Telegram group lists nobody: those who are known are looked at, and get their link', async ({
    assert,
  }) => {
    const { world, here, space, communityId, tierId } = await group()
    listens(world)
    const fan = await somebody()
    await joins(fan, { communityId, tierId })
    await works()
    await world.asksToEnter(here, fan.platformId, (await grantOf(fan)).link)
    assert.equal((await grantOf(fan)).actual, 'in')
    // Somebody removed them while the program was down.
    here.members.delete(fan.platformId)
    world.calls.length = 0
    const run = await repair(space.id)
    assert.equal(run.let_in, 1)
    assert.deepEqual(
      world.calls.map(({ method }) => method),
      ['list', 'look', 'letIn']
    )
    assert.equal((await grantOf(fan)).actual, 'invited')
    await hears(fan)
    assert.include(fan.talk.lastText(), 'your own way into')
  })

  test('they left the server while nobody was told: known from the list, and no call is wasted', async ({
    assert,
  }) => {
    const about = await server()
    const [fan] = await members(about, 1)
    if (!fan) return
    about.here.members.delete(fan.platformId)
    about.world.calls.length = 0
    await repair(about.space.id)
    assert.deepEqual(
      about.world.calls.map(({ method }) => method),
      ['list']
    )
    const grant = await grantOf(fan)
    assert.equal(grant.actual, 'out')
    assert.isNotNull(grant.left_at)
    listens(about.world)
    await about.world.comesIn(about.here, fan.platformId)
    await works()
    assert.isTrue(isIn(about, fan))
  })

  test('a run is interrupted anywhere: the next one goes on where it was', async ({ assert }) => {
    const about = await server('remove')
    const { world, here, space, roleId } = about
    const fans = await members(about, 9)
    world.pageSize = 3
    for (const fan of fans) here.members.get(fan.platformId)?.roleIds.delete(roleId)
    pass(1)
    world.calls.length = 0
    const { id } = await beginRepair(await services(), { spaceId: space.id, askedBy: 'test' })
    let pages = 0
    world.fault = ({ method }) =>
      method === 'list' && ++pages === 3 ? { kind: 'crash', acted: false } : null
    const crashed = await runRepair(await services(), id).catch((error: unknown) => error)
    assert.instanceOf(crashed, Error)
    // As long as the dead process may be at it, nobody else is.
    await runRepair(await services(), id)
    assert.equal(callsOf(world, 'list'), 3)
    pass(121)
    await repairDue(await services())
    await runJobs('communities.repair_space', { repairId: id })
    pass(1)
    await works()
    for (const fan of fans) assert.isTrue(isIn(about, fan))
    assert.equal((await runOf(id)).phase, 'done')
    // Ten people are on four pages; one of them was asked for twice.
    assert.equal(callsOf(world, 'list'), 5)
  })

  test('the platform asks for a wait: the run stands still so long, and then goes on', async ({
    assert,
  }) => {
    const about = await server()
    const { world, space } = about
    await members(about, 2)
    world.faultNext('list', { kind: 'rate_limited', afterMs: 600_000 })
    world.calls.length = 0
    const { id } = await repair(space.id)
    pass(500)
    await runRepair(await services(), id)
    assert.equal(callsOf(world, 'list'), 1)
    pass(120)
    await runRepair(await services(), id)
    assert.equal((await runOf(id)).phase, 'done')
  })

  test('the bot was kicked: the run ends, and the creator is told what to press', async ({
    assert,
  }) => {
    const about = await server()
    const { world, here, space, communityId, creator } = about
    await members(about, 1)
    here.botIsThere = false
    const run = await repair(space.id)
    assert.deepEqual([run.phase, run.failure], ['failed', 'not_there'])
    await runJobs('communities.look_at_space', { spaceId: space.id })
    assert.equal(await hearsNews(creator, communityId), 1)
    assert.include(creator.talk.lastText(), 'I am not in')
    void world
  })

  test('the creator presses a button and sees how far it is; the operator asks on the console', async ({
    assert,
  }) => {
    const about = await server()
    await members(about, 2)
    const { creator, community } = about
    const press = { command: 'community_repair', options: { community: community.id } }
    pass(1)
    await creator.talk.sends({ kind: 'invoke', invocation: press })
    assert.include(creator.talk.lastText(), 'I am looking')
    const runs = await repairNow(await services(), community.slug)
    assert.deepInclude(runs?.[0], { phase: 'done', seen: 3 })
    await creator.talk.presses('How far is it?')
    assert.include(creator.talk.lastText(), 'Looked at 3 people')
    assert.isNull(await repairNow(await services(), 'no-such-community'))
    // It is nobody else's to press.
    const other = await somebody({ frontend: 'discord' }, 'creator')
    await other.talk.sends({ kind: 'invoke', invocation: press })
    assert.notInclude(other.talk.lastText(), 'I am looking')
  })

  test('every space is looked through once a day', async ({ assert }) => {
    const about = await server()
    const { space } = about
    const count = async () =>
      (await sql('select id from communities_repairs where space_id = :id', { id: space.id }))
        .length
    await repairDue(await services())
    assert.equal(await count(), 1)
    await runJobs('communities.repair_space')
    await repairDue(await services())
    assert.equal(await count(), 1)
    pass(25 * 3_600)
    for (let turn = 0; turn < 20 && (await count()) < 2; turn++) {
      await repairDue(await services())
    }
    assert.equal(await count(), 2)
  })
})
