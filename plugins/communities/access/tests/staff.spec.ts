import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { beginRepair } from '#plugins/communities/access/actions/begin_repair'
import { repairDue } from '#plugins/communities/access/actions/repair_due'
import { runRepair } from '#plugins/communities/access/actions/run_repair'
import {
  aloneInTheWorld,
  callsOf,
  clockGoesOn,
  ends,
  joins,
  listens,
  pass,
  works,
} from '#plugins/communities/access/tests/support/stage'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  hearsNews,
  openCommunity,
  services,
  somebody,
  tierOf,
} from '#plugins/communities/tests/support/people'

/** A server whose creator has everybody put out who has not paid; its doors were looked through once. */
async function strictServer() {
  const world = openWorld()
  const { here, space, community, creator } = await openCommunity(world)
  const roleId = world.roleId(here, 'Gold')
  const { tier } = await tierOf(community.id, {
    doors: [{ spaceId: space.id, roleId, roleName: 'Gold' }],
  })
  await sql(`update communities_communities set unpaid_inside = 'remove' where id = :id`, {
    id: community.id,
  })
  const repair = async () => {
    pass(1)
    const { id } = await beginRepair(await services(), { spaceId: space.id, askedBy: 'test' })
    await runRepair(await services(), id)
    pass(1)
    await works()
  }
  await repair()
  return { world, here, space, roleId, creator, repair, communityId: community.id, tierId: tier.id }
}

test.group('Who runs a server', (group) => {
  group.each.setup(() => aloneInTheWorld())
  group.each.teardown(() => clockGoesOn())

  test('has the role by their own hand, and keeps it; it is told of apart', async ({ assert }) => {
    const { world, here, roleId, repair, creator, communityId, space } = await strictServer()
    const mod = `${here.id}31`
    world.addMember(here, mod, { displayName: 'Mod', runs: true, roleIds: new Set([roleId]) })
    const sneak = `${here.id}32`
    world.addMember(here, sneak, { displayName: 'Sneak', roleIds: new Set([roleId]) })
    await repair()
    assert.isTrue(world.isIn(here, mod, roleId))
    assert.isFalse(world.isIn(here, sneak, roleId))
    await repairDue(await services())
    await hearsNews(creator, communityId)
    const invocation = { command: 'access_outsiders', options: { space: space.id } }
    await creator.talk.sends({ kind: 'invoke', invocation })
    assert.include(creator.talk.lastText(), '1 person who runs the place is inside')

    // Who does not run it any more is like everybody else.
    const member = here.members.get(mod)
    if (member) member.runs = false
    await repair()
    assert.isFalse(world.isIn(here, mod, roleId))
  })

  test('gives it to themselves, and is not put out for it, whether it is told or found', async ({
    assert,
  }) => {
    const { world, here, roleId, repair } = await strictServer()
    listens(world)
    const mod = `${here.id}41`
    world.addMember(here, mod, { runs: true })
    await world.changesRole(here, mod, { roleId, has: true })
    const fan = `${here.id}42`
    await world.changesRole(here, fan, { roleId, has: true })
    await works()
    assert.isTrue(world.isIn(here, mod, roleId))
    assert.isFalse(world.isIn(here, fan, roleId))
    await repair()
    assert.isTrue(world.isIn(here, mod, roleId))
  })

  test('was a member once: what we gave is taken, what they give themselves is not', async ({
    assert,
  }) => {
    const { world, here, roleId, repair, communityId, tierId } = await strictServer()
    const mod = await somebody({ frontend: 'discord' })
    world.addMember(here, mod.platformId, { runs: true })
    await joins(mod, { communityId, tierId })
    await works()
    assert.isTrue(world.isIn(here, mod.platformId, roleId))
    await ends(mod, communityId)
    await works()
    assert.isFalse(world.isIn(here, mod.platformId, roleId))
    here.members.get(mod.platformId)?.roleIds.add(roleId)
    world.calls.length = 0
    await repair()
    await repair()
    assert.isTrue(world.isIn(here, mod.platformId, roleId))
    assert.equal(callsOf(world, 'putOut'), 0)
  })
})
