import { test } from '@japa/runner'
import {
  aloneInTheWorld,
  clockGoesOn,
  grantOf,
  memberInGroup,
  pass,
} from '#plugins/communities/access/tests/support/stage'
import { now } from '#plugins/communities/clock'

/** A member of a group, of whom the platform tells with a clock of its own. */
async function memberInside() {
  const { world, here, fan } = await memberInGroup()
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
