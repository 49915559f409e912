import { test } from '@japa/runner'
import {
  aloneInTheWorld,
  clockGoesOn,
  grantOf,
  joins,
  listens,
  pass,
  works,
} from '#plugins/communities/access/tests/support/stage'
import { now } from '#plugins/communities/clock'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import { openCommunity, somebody, tierOf } from '#plugins/communities/tests/support/people'

/** A member of a group who came in by their link. */
async function memberInside() {
  const world = openWorld()
  const { here, space, community } = await openCommunity(world, { kind: 'group' })
  const { tier } = await tierOf(community.id, { doors: [{ spaceId: space.id, roleId: null }] })
  listens(world)
  const fan = await somebody()
  await joins(fan, { communityId: community.id, tierId: tier.id })
  await works()
  await world.asksToEnter(here, fan.platformId, (await grantOf(fan)).link)
  const told = (isIn: boolean, seconds: number) =>
    world.tell({
      id: `clock:${fan.platformId}:${isIn}:${seconds}`,
      space: { platform: 'telegram', id: here.id },
      at: new Date(now().getTime() + seconds * 1_000),
      kind: 'member_changed',
      platformId: fan.platformId,
      isIn,
      roleIds: null,
    })
  return { world, here, fan, told }
}

test.group('Access | whose clock is right', (group) => {
  group.each.setup(() => aloneInTheWorld())
  group.each.teardown(() => clockGoesOn())

  test('that they came in, told by a clock that is ahead, is believed when it is so', async ({
    assert,
  }) => {
    const { world, here, fan, told } = await memberInside()
    pass(60)
    await world.leaves(here, fan.platformId)
    assert.equal((await grantOf(fan)).actual, 'out')
    // An older entry, which a clock that is two seconds ahead makes look newer than the leaving.
    await told(true, 2)
    assert.equal((await grantOf(fan)).actual, 'out', 'the platform was asked: they are out')
    assert.isNotNull((await grantOf(fan)).left_at)

    world.addMember(here, fan.platformId)
    await told(true, 3)
    assert.equal((await grantOf(fan)).actual, 'in', 'the platform was asked: they are in')
  })

  test('by a clock that is behind, too; and long after nobody has to be asked', async ({
    assert,
  }) => {
    const { world, here, fan, told } = await memberInside()
    pass(60)
    await world.leaves(here, fan.platformId)
    world.addMember(here, fan.platformId)
    await told(true, -5)
    assert.equal((await grantOf(fan)).actual, 'in')

    await world.leaves(here, fan.platformId)
    pass(120)
    world.calls.length = 0
    world.addMember(here, fan.platformId)
    await told(true, 0)
    assert.equal((await grantOf(fan)).actual, 'in')
    assert.lengthOf(world.calls, 0)
  })
})
