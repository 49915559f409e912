import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { sql } from '#app/support/sql'
import { followAccount, followPerson } from '#plugins/communities/access/actions/follow_person'
import { retrySpace } from '#plugins/communities/access/actions/retry_space'
import {
  aloneInTheWorld,
  callsOf,
  changesTier,
  clockGoesOn,
  ends,
  grantOf,
  grantsOf,
  hears,
  joins,
  listens,
  pass,
  plans,
  works,
} from '#plugins/communities/access/tests/support/stage'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  alsoOn,
  connectedTo,
  openCommunity,
  runJobs,
  services,
  somebody,
  tierOf,
} from '#plugins/communities/tests/support/people'

/** A server with two roles: Silver opens one, Gold both. */
async function serverWithTiers() {
  const world = openWorld()
  const stage = await openCommunity(world, { roles: ['Silver', 'Gold'] })
  const role = (name: string) => world.roleId(stage.here, name)
  const door = (name: string) => ({ spaceId: stage.space.id, roleId: role(name), roleName: name })
  const communityId = stage.community.id
  const silver = await tierOf(communityId, { name: 'Silver', doors: [door('Silver')] })
  const gold = await tierOf(communityId, {
    name: 'Gold',
    welcome: 'Say hello in #lounge!',
    doors: [door('Silver'), door('Gold')],
  })
  return { world, ...stage, communityId, role, silver: silver.tier.id, gold: gold.tier.id }
}

async function groupWithTier(kind: 'group' | 'channel' = 'group') {
  const world = openWorld()
  const stage = await openCommunity(world, { kind })
  const { tier } = await tierOf(stage.community.id, {
    doors: [{ spaceId: stage.space.id, roleId: null }],
  })
  listens(world)
  return { world, ...stage, communityId: stage.community.id, tier: tier.id }
}

test.group('Access | grants', (group) => {
  group.each.setup(aloneInTheWorld)
  group.each.teardown(clockGoesOn)

  test('a fan buys and is given the role; it ends, and the role is gone', async ({ assert }) => {
    const { world, here, communityId, role, gold } = await serverWithTiers()
    const fan = await somebody({ frontend: 'discord' })
    world.addMember(here, fan.platformId)
    await joins(fan, { communityId, tierId: gold })
    await works()
    assert.isTrue(world.isIn(here, fan.platformId, role('Silver')))
    assert.isTrue(world.isIn(here, fan.platformId, role('Gold')))
    for (const grant of await grantsOf(fan)) {
      assert.equal(grant.actual, 'in')
      assert.isNotNull(grant.granted_at)
      assert.isNull(grant.next_try_at)
    }
    // The tier's own words, once, though there are two doors.
    await hears(fan)
    assert.equal(
      fan.talk.texts().filter((text) => text.includes('Say hello in #lounge!')).length,
      1
    )

    await ends(fan, communityId)
    await works()
    assert.isFalse(world.isIn(here, fan.platformId, role('Gold')))
    for (const grant of await grantsOf(fan)) {
      assert.equal(grant.actual, 'out')
      assert.isNotNull(grant.revoked_at)
    }
    assert.equal(callsOf(world, 'letIn', 'putOut'), 4)
  })

  test('a change of tier touches only what changes', async ({ assert }) => {
    const { world, here, communityId, role, silver, gold } = await serverWithTiers()
    const fan = await somebody({ frontend: 'discord' })
    world.addMember(here, fan.platformId)
    await joins(fan, { communityId, tierId: silver })
    await works()
    world.calls.length = 0
    await changesTier(fan, { communityId, tierId: gold })
    await works()
    assert.deepEqual(
      world.calls.map(({ method }) => method),
      ['letIn']
    )
    assert.isTrue(world.isIn(here, fan.platformId, role('Gold')))
    const kept = (await grantsOf(fan)).find(({ role_id }) => role_id === role('Silver'))
    assert.equal(kept?.version, 1)
    await plans(fan, communityId)
    await works()
    assert.lengthOf(world.calls, 1)
  })

  test('bought and refunded before anything was tried: no call is made', async ({ assert }) => {
    const { world, here, communityId, gold } = await serverWithTiers()
    const fan = await somebody({ frontend: 'discord' })
    world.addMember(here, fan.platformId)
    await joins(fan, { communityId, tierId: gold })
    await ends(fan, communityId)
    await works()
    assert.lengthOf(world.calls, 0)
  })

  test('not in the server yet: told once, and the role comes when they join it', async ({
    assert,
  }) => {
    const { world, here, communityId, role, silver } = await serverWithTiers()
    listens(world)
    const fan = await somebody({ frontend: 'discord' })
    await joins(fan, { communityId, tierId: silver })
    await works()
    assert.equal((await grantOf(fan)).error_kind, 'action')
    assert.equal(await hears(fan), 1)
    assert.include(fan.talk.lastText(), 'Join it, and you get your role by itself')
    pass(3600)
    await works()
    assert.equal(callsOf(world, 'letIn'), 1)

    await world.comesIn(here, fan.platformId)
    await works()
    assert.isTrue(world.isIn(here, fan.platformId, role('Silver')))
    assert.equal((await grantOf(fan)).actual, 'in')
  })

  test('a group: a link that lets the buyer in alone, said once; left, it is theirs for the asking', async ({
    assert,
  }) => {
    const { world, here, communityId, tier } = await groupWithTier()
    const fan = await somebody()
    const friend = await somebody()
    const membership = await joins(fan, { communityId, tierId: tier })
    await works()
    const { link, actual } = await grantOf(fan)
    assert.equal(actual, 'invited')
    assert.equal(await hears(fan), 1)

    // A friend has the link, and no place.
    await world.asksToEnter(here, friend.platformId, link)
    assert.isFalse(world.isIn(here, friend.platformId, null))
    assert.equal(here.requests.size, 0)
    await world.asksToEnter(here, fan.platformId, link)
    assert.isTrue(world.isIn(here, fan.platformId, null))
    assert.equal((await grantOf(fan)).actual, 'in')
    await hears(fan)
    assert.isTrue(fan.talk.texts().some((text) => text.includes('Welcome to Moonlight Club')))

    pass(60)
    await world.leaves(here, fan.platformId)
    const left = await grantOf(fan)
    assert.equal(left.actual, 'out')
    assert.isNotNull(left.left_at)
    world.calls.length = 0
    pass(24 * 3600)
    await works()
    assert.lengthOf(world.calls, 0)

    await fan.talk.sends({
      kind: 'invoke',
      invocation: { command: 'access_doors', options: { membership } },
    })
    assert.include(fan.talk.lastText(), 'Your place is still yours')
    await fan.talk.presses('Let me in')
    assert.include(fan.talk.lastText(), 'your own way into')
    await world.asksToEnter(here, fan.platformId, (await grantOf(fan)).link)
    assert.isTrue(world.isIn(here, fan.platformId, null))

    await ends(fan, communityId)
    await works()
    assert.isFalse(world.isIn(here, fan.platformId, null))
    assert.isFalse(here.banned.has(fan.platformId))
  })

  test('it ends before they came: the link is good for nothing', async ({ assert }) => {
    const { world, here, communityId, tier } = await groupWithTier('channel')
    const fan = await somebody()
    await joins(fan, { communityId, tierId: tier })
    await works()
    const { link } = await grantOf(fan)
    await ends(fan, communityId)
    await works()
    assert.isTrue(here.links.get(link ?? '')?.revoked)
    here.requests.set(fan.platformId, link)
    await world.tell({
      id: `late:${fan.platformId}`,
      space: { platform: 'telegram', id: here.id },
      at: new Date(),
      kind: 'entry_requested',
      platformId: fan.platformId,
      link,
    })
    assert.isFalse(world.isIn(here, fan.platformId, null))
  })

  test('no account on the platform: told once, and let in when they link one', async ({
    assert,
  }) => {
    const { world, here, communityId, role, silver } = await serverWithTiers()
    const fan = await somebody({ frontend: 'telegram' })
    await joins(fan, { communityId, tierId: silver })
    await plans(fan, communityId)
    assert.equal(await hears(fan), 1)
    assert.include(fan.talk.lastText(), 'I do not know who you are there yet')
    const there = await alsoOn(fan, { frontend: 'discord' })
    world.addMember(here, there.platformId)
    await runJobs('identity.account_attached', { personId: fan.person.id })
    await works()
    assert.isTrue(world.isIn(here, there.platformId, role('Silver')))
  })

  test('another account is linked: access follows it, and the old one is put out', async ({
    assert,
  }) => {
    const { world, here, communityId, role, silver } = await serverWithTiers()
    const fan = await somebody({ frontend: 'discord' })
    world.addMember(here, fan.platformId)
    await joins(fan, { communityId, tierId: silver })
    await works()
    const other = await alsoOn(fan, { frontend: 'discord' })
    world.addMember(here, other.platformId)
    await followAccount(await services(), { accountId: other.account.id, personId: fan.person.id })
    await works()
    assert.isFalse(world.isIn(here, fan.platformId, role('Silver')))
    assert.isTrue(world.isIn(here, other.platformId, role('Silver')))
    // They want the old one after all.
    await fan.talk.sends({ kind: 'invoke', invocation: { command: 'access_here' } })
    await works()
    assert.isTrue(world.isIn(here, fan.platformId, role('Silver')))
    assert.isFalse(world.isIn(here, other.platformId, role('Silver')))
  })

  test('banned by an admin: out; the ban is lifted: in again', async ({ assert }) => {
    const { world, here, communityId, role, silver } = await serverWithTiers()
    const identity = await app.container.make('identity')
    const fan = await somebody({ frontend: 'discord' })
    world.addMember(here, fan.platformId)
    await joins(fan, { communityId, tierId: silver })
    await works()
    await identity.setBan(fan.person.id, true)
    assert.equal(await runJobs('identity.ban_changed', { personId: fan.person.id }), 1)
    await works()
    assert.isFalse(world.isIn(here, fan.platformId, role('Silver')))
    await identity.setBan(fan.person.id, false)
    await followPerson(await services(), fan.person.id, 'ban')
    await works()
    assert.isTrue(world.isIn(here, fan.platformId, role('Silver')))
  })

  test('deleted: put out, and nothing is kept of them', async ({ assert }) => {
    const { world, here, communityId, role, silver } = await serverWithTiers()
    const identity = await app.container.make('identity')
    const fan = await somebody({ frontend: 'discord' })
    world.addMember(here, fan.platformId)
    await joins(fan, { communityId, tierId: silver })
    await works()
    assert.equal((await identity.deletePerson(fan.person.id)).outcome, 'deleted')
    await runJobs('identity.person_deleted', { personId: fan.person.id })
    await works()
    assert.isFalse(world.isIn(here, fan.platformId, role('Silver')))
    const left = await sql<{ id: string }>(
      'select id from communities_grants where platform_id = :platformId',
      { platformId: fan.platformId }
    )
    assert.lengthOf(left, 0)
  })

  test('two people become one: who was in stays in', async ({ assert }) => {
    const { world, here, communityId, role, silver } = await serverWithTiers()
    const identity = await app.container.make('identity')
    const older = await somebody({ frontend: 'telegram' })
    const fan = await somebody({ frontend: 'discord' })
    world.addMember(here, fan.platformId)
    await joins(fan, { communityId, tierId: silver })
    await works()
    const code = await identity.makeLinkCode(older.account.id)
    const opened = await identity.openLink(fan.account.id, code?.code ?? '')
    assert.equal(opened.outcome, 'ready')
    if (opened.outcome !== 'ready') return
    const linked = await identity.link(fan.account.id, opened.linkId)
    assert.equal(linked.outcome, 'linked')
    await runJobs('identity.people_merged', { from: fan.person.id })
    await works()
    assert.isTrue(world.isIn(here, fan.platformId, role('Silver')))
    assert.equal(callsOf(world, 'letIn', 'putOut'), 1)
    assert.equal((await grantOf(older)).wanted, 'in')
  })

  test('a right is missing: one call, everybody else waits, and all get in when it is there', async ({
    assert,
  }) => {
    const { world, here, space, communityId, role, silver } = await serverWithTiers()
    here.permissions.delete('manage_roles')
    const fans = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const fan = await somebody({ frontend: 'discord' })
        world.addMember(here, fan.platformId)
        await joins(fan, { communityId, tierId: silver })
        return fan
      })
    )
    await works()
    assert.isAtMost(callsOf(world, 'letIn'), 4)
    for (const fan of fans) assert.equal((await grantOf(fan)).error_kind, 'action')
    await runJobs('communities.look_at_space', { spaceId: space.id })
    const [told] = await sql<{ key: string }>(
      `select key from outbox where topic = 'communities.tell_creator' and payload ->> 'communityId' = :communityId`,
      { communityId }
    )
    assert.isDefined(told)

    here.permissions.add('manage_roles')
    await retrySpace(await services(), space.id)
    await works()
    for (const fan of fans) assert.isTrue(world.isIn(here, fan.platformId, role('Silver')))
  })

  test('suspended: nobody is let in or put out until it is lifted', async ({ assert }) => {
    const { world, here, communityId, role, silver } = await serverWithTiers()
    const [stays, comes] = [
      await somebody({ frontend: 'discord' }),
      await somebody({ frontend: 'discord' }),
    ]
    for (const { platformId } of [stays, comes]) world.addMember(here, platformId)
    await joins(stays, { communityId, tierId: silver })
    await works()
    const suspend = (at: Date | null) =>
      sql('update communities_communities set suspended_at = :at where id = :communityId', {
        at,
        communityId,
      })
    await suspend(new Date())
    await joins(comes, { communityId, tierId: silver })
    await ends(stays, communityId)
    await works()
    assert.isTrue(world.isIn(here, stays.platformId, role('Silver')))
    assert.isFalse(world.isIn(here, comes.platformId, role('Silver')))
    await suspend(null)
    await works()
    assert.isFalse(world.isIn(here, stays.platformId, role('Silver')))
    assert.isTrue(world.isIn(here, comes.platformId, role('Silver')))
  })

  test('one tier, a role and a chat: both open', async ({ assert }) => {
    const { world, here, space, communityId, role } = await serverWithTiers()
    const chat = world.group()
    const second = await connectedTo(communityId, chat)
    const { tier } = await tierOf(communityId, {
      doors: [
        { spaceId: space.id, roleId: role('Gold'), roleName: 'Gold' },
        { spaceId: second.id, roleId: null },
      ],
    })
    const fan = await somebody({ frontend: 'telegram' })
    const there = await alsoOn(fan, { frontend: 'discord' })
    world.addMember(here, there.platformId)
    await joins(fan, { communityId, tierId: tier.id })
    await works()
    assert.isTrue(world.isIn(here, there.platformId, role('Gold')))
    assert.sameMembers(
      (await grantsOf(fan)).map(({ actual }) => actual),
      ['in', 'invited']
    )
  })

  test('the owner of the server buys: in, and never put out', async ({ assert }) => {
    const { world, here, communityId, tier, creator } = await groupWithTier()
    await joins(creator, { communityId, tierId: tier })
    await works()
    assert.equal((await grantOf(creator)).actual, 'in')
    await ends(creator, communityId)
    await works()
    assert.isTrue(world.isIn(here, creator.platformId, null))
    pass(24 * 3600)
    world.calls.length = 0
    await works()
    assert.lengthOf(world.calls, 0)
  })
})
