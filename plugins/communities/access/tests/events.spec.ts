import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { giveBackUnreachable } from '#plugins/communities/access/actions/give_back_unreachable'
import { unreachableMemberships } from '#plugins/communities/access/queries/unreachable'
import {
  aloneInTheWorld,
  callsOf,
  clockGoesOn,
  ends,
  grantOf,
  joins,
  listens,
  memberInGroup,
  pass,
  works,
} from '#plugins/communities/access/tests/support/stage'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  openCommunity,
  services,
  somebody,
  tierOf,
} from '#plugins/communities/tests/support/people'

async function server(unpaid: 'report' | 'remove') {
  const world = openWorld()
  const stage = await openCommunity(world)
  const communityId = stage.community.id
  const roleId = world.roleId(stage.here, 'Gold')
  const { tier } = await tierOf(communityId, {
    doors: [{ spaceId: stage.space.id, roleId, roleName: 'Gold' }],
  })
  await sql('update communities_communities set unpaid_inside = :unpaid where id = :communityId', {
    communityId,
    unpaid,
  })
  listens(world)
  return { world, ...stage, communityId, roleId, tierId: tier.id }
}

const outsiders = (spaceId: string) =>
  sql<{ platform_id: string; state: string }>(
    'select platform_id, state from communities_outsiders where space_id = :spaceId',
    { spaceId }
  )

test.group('Access | what platforms tell', (group) => {
  group.each.setup(aloneInTheWorld)
  group.each.teardown(clockGoesOn)

  test('an admin takes the role of somebody who paid: it is given back', async ({ assert }) => {
    const { world, here, communityId, roleId, tierId } = await server('report')
    const fan = await somebody({ frontend: 'discord' })
    world.addMember(here, fan.platformId)
    await joins(fan, { communityId, tierId })
    await works()
    await world.changesRole(here, fan.platformId, { roleId, has: false })
    await works()
    assert.isTrue(world.isIn(here, fan.platformId, roleId))
  })

  test('an admin gives the role to somebody who has not paid: reported, or taken, as the creator chose', async ({
    assert,
  }) => {
    const reporting = await server('report')
    const guest = `${reporting.here.id}5`
    await reporting.world.changesRole(reporting.here, guest, {
      roleId: reporting.roleId,
      has: true,
    })
    await works()
    assert.isTrue(reporting.world.isIn(reporting.here, guest, reporting.roleId))
    assert.deepEqual(await outsiders(reporting.space.id), [{ platform_id: guest, state: 'found' }])
    // It is taken again by hand: nobody is inside any more.
    await reporting.world.changesRole(reporting.here, guest, {
      roleId: reporting.roleId,
      has: false,
    })
    assert.lengthOf(await outsiders(reporting.space.id), 0)

    const removing = await server('remove')
    const sneak = `${removing.here.id}6`
    await removing.world.changesRole(removing.here, sneak, { roleId: removing.roleId, has: true })
    await works()
    assert.isFalse(removing.world.isIn(removing.here, sneak, removing.roleId))
  })

  test('an admin of the server who has the role is nobody to report', async ({ assert }) => {
    const world = openWorld()
    const { here, space, community } = await openCommunity(world, { kind: 'group' })
    await tierOf(community.id, { doors: [{ spaceId: space.id, roleId: null }] })
    listens(world)
    world.addMember(here, '4711', { runs: true })
    await world.tell({
      id: 'admin-came',
      space: { platform: 'telegram', id: here.id },
      at: new Date(),
      kind: 'member_changed',
      platformId: '4711',
      isIn: true,
      roleIds: null,
    })
    assert.lengthOf(await outsiders(space.id), 0)
  })

  test('who pays the platform itself for a channel is never put out', async ({ assert }) => {
    const world = openWorld()
    const { here, space, community } = await openCommunity(world, { kind: 'channel' })
    await tierOf(community.id, { doors: [{ spaceId: space.id, roleId: null }] })
    await sql(`update communities_communities set unpaid_inside = 'remove' where id = :id`, {
      id: community.id,
    })
    listens(world)
    world.addMember(here, '4712')
    const event = {
      space: { platform: 'telegram' as const, id: here.id },
      at: new Date(),
      kind: 'member_changed' as const,
      platformId: '4712',
      isIn: true,
      roleIds: null,
    }
    const paidThere = { until: new Date(Date.now() + 86_400_000), link: null }
    await world.tell({ ...event, id: 'paid-there', paidThere })
    await world.tell({ ...event, id: 'later' })
    await works()
    assert.isTrue(world.isIn(here, '4712', null))
  })

  test('what is told late does not put out who came back meanwhile', async ({ assert }) => {
    const { world, here, fan } = await memberInGroup()
    await world.tell({
      id: `left-long-ago:${fan.platformId}`,
      space: { platform: 'telegram', id: here.id },
      at: new Date(Date.now() - 60_000),
      kind: 'member_changed',
      platformId: fan.platformId,
      isIn: false,
      roleIds: null,
    })
    const grant = await grantOf(fan)
    assert.equal(grant.actual, 'in')
    assert.isNull(grant.left_at)
  })

  test('told late, or in part: a role that was taken again, and who left and is back', async ({
    assert,
  }) => {
    const { world, here, communityId, roleId, tierId } = await server('report')
    const fan = await somebody({ frontend: 'discord' })
    world.addMember(here, fan.platformId)
    await joins(fan, { communityId, tierId })
    await works()
    const heard = (id: string, at: number, isIn: boolean, roleIds: readonly string[] | null) =>
      world.tell({
        id: `${id}:${fan.platformId}`,
        space: { platform: 'discord', id: here.id },
        at: new Date(at),
        kind: 'member_changed',
        platformId: fan.platformId,
        isIn,
        roleIds,
      })
    const later = Date.now() + 1_000

    // The role was given and taken by hand; that it was given is told last.
    here.members.get(fan.platformId)?.roleIds.delete(roleId)
    await heard('taken', later + 1, true, [])
    await heard('given', later, true, [roleId])
    await works()
    assert.isTrue(world.isIn(here, fan.platformId, roleId))

    // They left, and are back without the role when that is heard; that they are back has not been told yet.
    here.members.get(fan.platformId)?.roleIds.delete(roleId)
    await heard('left', later + 2, false, null)
    await works()
    assert.isTrue(world.isIn(here, fan.platformId, roleId))
    assert.isNull((await grantOf(fan)).left_at)
  })

  test('put out by the program, they are not held to have left; they buy again and come back', async ({
    assert,
  }) => {
    const world = openWorld()
    const { here, space, community } = await openCommunity(world, { kind: 'group' })
    const { tier } = await tierOf(community.id, { doors: [{ spaceId: space.id, roleId: null }] })
    listens(world)
    const fan = await somebody()
    const about = { communityId: community.id, tierId: tier.id }
    await joins(fan, about)
    await works()
    await world.asksToEnter(here, fan.platformId, (await grantOf(fan)).link)
    await ends(fan, community.id)
    await works()
    await world.tell({
      id: `out:${fan.platformId}`,
      space: { platform: 'telegram', id: here.id },
      at: new Date(),
      kind: 'member_changed',
      platformId: fan.platformId,
      isIn: false,
      roleIds: null,
    })
    await joins(fan, about)
    await works()
    assert.equal((await grantOf(fan)).actual, 'invited')
    await world.asksToEnter(here, fan.platformId, (await grantOf(fan)).link)
    assert.isTrue(world.isIn(here, fan.platformId, null))
  })

  test('paid and never let in, for no reason of theirs: given back after three days; not who has only to join the server', async ({
    assert,
  }) => {
    const { world, here, communityId, tierId } = await server('report')
    here.permissions.delete('manage_roles')
    const [unlucky, lazy] = [
      await somebody({ frontend: 'discord' }),
      await somebody({ frontend: 'discord' }),
    ]
    world.addMember(here, unlucky.platformId)
    const membership = await joins(unlucky, { communityId, tierId })
    await works()
    here.permissions.add('manage_roles')
    const lazyOnes = await joins(lazy, { communityId, tierId })
    await works()
    const ids = async () => (await unreachableMemberships()).map(({ id }) => id)
    pass(71 * 3_600)
    assert.notInclude(await ids(), membership)
    pass(2 * 3_600)
    assert.include(await ids(), membership)
    assert.notInclude(await ids(), lazyOnes)
    await giveBackUnreachable(await services())
    const [row] = await sql<{ state: string }>(
      'select state from communities_memberships where id = :membership',
      { membership }
    )
    assert.equal(row?.state, 'ended')
    assert.notInclude(await ids(), membership)
    assert.equal(callsOf(world, 'letIn') > 0, true)
  })
})
