import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { DateTime, Settings } from 'luxon'
import app from '@adonisjs/core/services/app'
import type { MessageRequest } from '#app/bot_kit/messenger'
import type { SpaceEvent } from '#app/bot_kit/spaces/events'
import { sql } from '#app/support/sql'
import { buyTier } from '#plugins/communities/buying/actions/buy_tier'
import { takeSpaceEvent } from '#plugins/communities/connecting/actions/take_space_event'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import { preflight } from '#plugins/communities/connecting/preflight'
import { findSpace, findSpaceHere } from '#plugins/communities/queries/find_space'
import { type FakeDoorkeepers, openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  connectedTo,
  creatorOn,
  fanWith,
  hearsNews,
  openCommunity,
  runJobs,
  runScheduled,
  services,
  somebody,
  tierOf,
} from '#plugins/communities/tests/support/people'

/** What happens in the world is brought to the program's own listener. */
async function heard(world: FakeDoorkeepers): Promise<FakeDoorkeepers> {
  const { context } = await app.container.make('bots')
  world.listener = context.runtime.spaces
  return world
}

/** What the program kept of a space's events, as jobs do. */
const worksOn = (spaceId: string) =>
  runJobs('communities.space_event', { event: { space: { id: spaceId } } })

const kept = (spaceId: string) =>
  sql<{ key: string }>(
    `select key from outbox where topic = 'communities.space_event'
       and payload -> 'event' -> 'space' ->> 'id' = :spaceId`,
    { spaceId }
  )

const retries = (spaceId: string) =>
  sql<{ key: string }>(
    `select key from outbox where topic = 'communities.retry_space' and payload ->> 'spaceId' = :spaceId`,
    { spaceId }
  )

/** So much later; the clock goes on from there when the test ends. */
const later = (hours: number) => {
  const at = Date.now() + hours * 3_600_000
  Settings.now = () => at
}

test.group('Connecting | what platforms tell', (group) => {
  group.each.teardown(() => {
    Settings.now = () => Date.now()
  })

  test('the bot is removed: the creator is told what to press, and it comes back', async ({
    assert,
  }) => {
    const world = await heard(openWorld())
    const { creator, community, space, here } = await openCommunity(world, { kind: 'group' })
    await world.removesBot(here)
    assert.equal(await worksOn(here.id), 1)
    assert.equal((await findSpace(space.id))?.state, 'lost')
    assert.equal(await hearsNews(creator, community.id), 1)
    assert.include(creator.talk.lastText(), `I am not in “${space.title}” any more`)
    assert.include(creator.talk.lastText(), 'Add me again as an administrator')

    await world.changesBot(here, creator.platformId)
    // The removal is heard a second time, and late: nothing is concluded from it.
    assert.equal(await worksOn(here.id), 2)
    assert.equal((await findSpace(space.id))?.state, 'connected')
    assert.lengthOf(await retries(space.id), 1)
    assert.equal(await hearsNews(creator, community.id), 1)
    await creator.talk.presses('Check again')
    assert.include(creator.talk.lastText(), 'All green')
  })

  test('a role that a tier opens is deleted or moved: the creator is told once per change', async ({
    assert,
  }) => {
    const world = await heard(openWorld())
    const { creator, community, space, here } = await openCommunity(world, {
      roles: ['Gold', 'Fun'],
    })
    const roleId = world.roleId(here, 'Gold')
    await tierOf(community.id, { doors: [{ spaceId: space.id, roleId, roleName: 'Gold' }] })
    const gold = here.roles.get(roleId)
    if (!gold) throw new Error('No role')
    gold.position = 80
    gold.name = 'Golden'
    await world.tell({ ...eventOf(here.id), kind: 'role_changed', roleId })
    await worksOn(here.id)
    await worksOn(here.id)
    assert.equal(await hearsNews(creator, community.id), 1)
    assert.include(creator.talk.lastText(), 'drag “Bot” above “Golden”')
    const [door] = await sql<{ role_name: string }>(
      'select role_name from communities_doors where space_id = :id',
      { id: space.id }
    )
    assert.equal(door?.role_name, 'Golden')

    await world.deletesRole(here, roleId)
    await worksOn(here.id)
    assert.equal(await hearsNews(creator, community.id), 2)
    assert.include(creator.talk.lastText(), 'A role that a tier opens was deleted')

    const inspected = world.calls.length
    await world.deletesRole(here, world.roleId(here, 'Fun'))
    await sql(
      `delete from outbox where topic = 'communities.space_event' and payload -> 'event' ->> 'roleId' = :roleId`,
      { roleId }
    )
    await worksOn(here.id)
    assert.equal(world.calls.length, inspected, 'a role that nobody sells is nobody’s concern')
  })

  test('a group becomes a supergroup, and everything goes on', async ({ assert }) => {
    const world = await heard(openWorld())
    const { community, space, here } = await openCommunity(world, { kind: 'group' })
    const { doors } = await tierOf(community.id, { doors: [{ spaceId: space.id, roleId: null }] })
    const old = here.id
    await world.becomesSupergroup(here)
    await worksOn(old)
    await worksOn(old)
    const moved = await findSpaceHere('telegram', here.id)
    assert.equal(moved?.id, space.id)
    assert.deepInclude(moved, { state: 'connected', problems: [] })
    assert.isNull(await findSpaceHere('telegram', old))
    assert.lengthOf(doors, 1)
    await world.renames(here, 'The new Den')
    await worksOn(here.id)
    assert.equal((await findSpace(space.id))?.title, 'The new Den')
  })

  test('who waits for a moved group with a link is given another one', async ({ assert }) => {
    const world = await heard(openWorld())
    const { community, space, here } = await openCommunity(world, { kind: 'group' })
    const { tier } = await tierOf(community.id, { doors: [{ spaceId: space.id, roleId: null }] })
    const fan = await fanWith(0n, { frontend: 'telegram' })
    await sql(
      `with membership as (
         insert into communities_memberships
           (community_id, tier_id, person_id, account_id, state, means, anchor_at, renews, created_at)
         values (:communityId, :tierId, :personId, :accountId, 'active', 'free', now(), false, now()) returning id
       ) insert into communities_grants (community_id, space_id, role_id, platform_id, person_id, membership_id, wanted,
           actual, link, link_expires_at, changed_by, wanted_at)
         select :communityId, :spaceId, '', :platformId, :personId, id, 'in', 'invited', 'https://t.me/+old',
           now() + interval '1 day', 'purchase', now() from membership`,
      {
        communityId: community.id,
        spaceId: space.id,
        tierId: tier.id,
        personId: fan.person.id,
        accountId: fan.account.id,
        platformId: fan.platformId,
      }
    )
    const old = here.id
    await world.becomesSupergroup(here)
    await worksOn(old)
    await runScheduled('work_grants')
    const [grant] = await sql<{ actual: string; link: string }>(
      'select actual, link from communities_grants where space_id = :id',
      { id: space.id }
    )
    assert.equal(grant?.actual, 'invited')
    assert.include(grant?.link, here.id)
  })

  test('a supergroup that was not heard of is found by the preflight', async ({ assert }) => {
    const world = openWorld()
    const { space, here } = await openCommunity(world, { kind: 'group' })
    await world.becomesSupergroup(here)
    await preflight(await services(), space.id)
    const moved = await findSpace(space.id)
    assert.deepInclude(moved, { platform_id: here.id, state: 'connected', problems: [] })
  })

  test('a supergroup that was connected by hand is one space with the group', async ({
    assert,
  }) => {
    const world = await heard(openWorld())
    const { community, space, here } = await openCommunity(world, { kind: 'group' })
    await tierOf(community.id, { name: 'Old', doors: [{ spaceId: space.id, roleId: null }] })
    const old = here.id
    await world.becomesSupergroup(here)
    const newer = await connectedTo(community.id, here)
    await tierOf(community.id, { name: 'New', doors: [{ spaceId: newer.id, roleId: null }] })
    await worksOn(old)
    assert.equal((await findSpaceHere('telegram', here.id))?.id, space.id)
    assert.equal((await findSpace(newer.id))?.state, 'disconnected')
    const doors = await sql<{ space_id: string }>(
      `select space_id from communities_doors where space_id in (:from, :to)`,
      { from: newer.id, to: space.id }
    )
    assert.deepEqual(
      doors.map(({ space_id: id }) => id),
      [space.id, space.id]
    )
  })

  test('of a supergroup that is another creator’s by now, the first one is told', async ({
    assert,
  }) => {
    const world = await heard(openWorld())
    const first = await openCommunity(world, { kind: 'group' })
    const old = first.here.id
    await world.becomesSupergroup(first.here)
    const second = await openCommunity(world, { kind: 'group' })
    const theirs = await connectedTo(second.community.id, first.here)
    await worksOn(old)
    assert.equal((await findSpaceHere('telegram', first.here.id))?.id, theirs.id)
    assert.equal((await findSpace(first.space.id))?.state, 'lost')
    assert.equal(await hearsNews(first.creator, first.community.id), 1)
  })

  test('while the platform is silent the event is worked on again', async ({ assert }) => {
    const world = await heard(openWorld())
    const { space, here } = await openCommunity(world)
    await world.removesBot(here)
    world.faultNext('inspect', { kind: 'fail' })
    await assert.rejects(() => worksOn(here.id), /does not say/)
    assert.equal((await findSpace(space.id))?.state, 'connected')
    await worksOn(here.id)
    assert.equal((await findSpace(space.id))?.state, 'lost')
  })

  test('only what happens in connected spaces is kept, each event once', async ({ assert }) => {
    const world = await heard(openWorld())
    const { here } = await openCommunity(world)
    const stray = world.server()
    await world.comesIn(stray, '1')
    await world.removesBot(stray)
    await world.changesBot(stray, null)
    assert.isEmpty(await kept(stray.id))
    await world.comesIn(here, '2')
    const [event] = world.events.slice(-1)
    if (event) await world.tell(event)
    assert.lengthOf(await kept(here.id), 1)
  })

  test('a space is heard as soon as it is connected', async ({ assert }) => {
    const world = await heard(openWorld())
    const den = world.group()
    await world.comesIn(den, '1')
    assert.isEmpty(await kept(den.id))
    const creator = await creatorOn('telegram', { place: { kind: 'group', id: den.id } })
    world.addMember(den, creator.platformId, { runs: true })
    await creator.talk.says('/community')
    await creator.talk.presses('New community')
    await creator.talk.sends({
      kind: 'form',
      button: creator.talk.buttonId('Create it') ?? '',
      values: { name: 'Den', description: '', locale: 'en' },
    })
    await world.comesIn(den, '2')
    assert.lengthOf(await kept(den.id), 1)
  })
})

test.group('Connecting | a shut door', () => {
  test('nobody buys a tier whose door does not open; another role’s trouble keeps nobody out', async ({
    assert,
  }) => {
    const world = openWorld()
    const { community, space, here } = await openCommunity(world, { roles: ['Gold', 'Silver'] })
    const tierWith = async (name: string) => {
      const roleId = world.roleId(here, name)
      return (await tierOf(community.id, { name, doors: [{ spaceId: space.id, roleId }] })).tier
    }
    const [gold, silver] = [await tierWith('Gold'), await tierWith('Silver')]
    const program = await services()
    const fan = await fanWith(500_000n)
    const buys = (tierId: string) =>
      buyTier(program, {
        key: randomUUID(),
        tierId,
        personId: fan.person.id,
        accountId: fan.account.id,
        frontend: 'telegram',
        locale: 'en',
        code: null,
        gift: false,
        wish: { means: 'coins' },
        expected: null,
      })
    here.permissions.delete('manage_roles')
    await preflight(program, space.id)
    assert.deepInclude(await buys(gold.id), { outcome: 'refused', reason: 'closed' })
    here.permissions.add('manage_roles')
    const role = here.roles.get(world.roleId(here, 'Gold'))
    if (role) role.position = 90
    await preflight(program, space.id)
    assert.deepInclude(await buys(gold.id), { outcome: 'refused', reason: 'closed' })
    assert.equal((await program.ledger.balance(fan.person.id)).available, 500_000n)
    assert.deepInclude(await buys(silver.id), { outcome: 'joined' })
  })
})

test.group('Connecting | a bot that was added', () => {
  test('a creator who adds the bot to a channel is asked, once a day, and connects it', async ({
    assert,
  }) => {
    const world = openWorld()
    const said: MessageRequest[] = []
    const program = {
      ...(await services()),
      messenger: {
        say: (request: MessageRequest) => {
          said.push(request)
          return Promise.resolve('said' as const)
        },
      },
    }
    const channel = world.channel({ title: 'Late News' })
    const creator = await creatorOn('telegram')
    const fan = await somebody()
    world.addMember(channel, creator.platformId, { runs: true })
    const added = (byPlatformId: string | null): SpaceEvent => ({
      ...eventOf(channel.id, 'telegram'),
      kind: 'bot_changed',
      byPlatformId,
    })
    for (const by of [null, fan.platformId, randomUUID()]) await takeSpaceEvent(program, added(by))
    assert.isEmpty(said)
    await takeSpaceEvent(program, added(creator.platformId))
    await takeSpaceEvent(program, added(creator.platformId))
    assert.lengthOf(new Set(said.map(({ key }) => key)), 1)
    const [request] = said
    if (!request) throw new Error('Nothing was said')
    assert.isBelow(request.key.length, 150)

    const { talk } = creator
    await talk.sends({ kind: 'invoke', invocation: request.invocation })
    assert.include(talk.lastText(), '“Late News” is not connected yet')
    await talk.presses('New community')
    await talk.sends({
      kind: 'form',
      button: talk.buttonId('Create it') ?? '',
      values: { name: 'News', description: '', locale: 'en' },
    })
    assert.include(talk.lastText(), 'All green')
    assert.equal((await findSpaceHere('telegram', channel.id))?.kind, 'channel')
  })

  test('where nothing came, a link to a post does as well', async ({ assert }) => {
    const world = openWorld()
    const channel = world.channel({ title: 'Late News' })
    const { creator, community } = await openCommunity(world, { kind: 'group' })
    world.addMember(channel, creator.platformId, { runs: true })
    const { talk } = creator
    await talk.says('/community')
    await talk.presses('Connect another space')
    assert.include(talk.lastText(), 'Telegram channel: add me with the button below')
    await talk.presses('I am in, but nothing came')
    const sends = (chat: string) =>
      talk.sends({ kind: 'form', button: talk.buttonId('Look for it') ?? '', values: { chat } })
    await sends('@latenews')
    assert.include(talk.texts().at(-2), 'That is no number of a chat')
    await sends(`https://t.me/c/${channel.id.replace('-100', '')}/5`)
    await talk.presses(community.name)
    assert.equal((await findSpaceHere('telegram', channel.id))?.community_id, community.id)
  })
})

test.group('Connecting | every day', (group) => {
  group.each.setup(async () => {
    await sql(`update communities_spaces set state = 'disconnected', next_check_at = null`, {})
  })
  group.each.teardown(() => {
    Settings.now = () => Date.now()
  })

  test('a right that was taken away is noticed within a day, and told once', async ({ assert }) => {
    const world = openWorld()
    const { creator, community, space, here } = await openCommunity(world)
    await runScheduled('preflight_due')
    assert.isNotNull((await findSpace(space.id))?.checked_at)
    here.permissions.delete('manage_roles')
    const asked = () => world.calls.filter(({ method }) => method === 'inspect').length
    const before = asked()
    later(23)
    await runScheduled('preflight_due')
    assert.equal(asked(), before)
    assert.equal(await hearsNews(creator, community.id), 0)
    later(25)
    await runScheduled('preflight_due')
    later(50)
    await runScheduled('preflight_due')
    assert.equal(asked(), before + 2)
    assert.equal(await hearsNews(creator, community.id), 1)
    assert.include(creator.talk.lastText(), '“Manage Roles” is missing')

    here.permissions.add('manage_roles')
    here.lists = false
    later(75)
    await runScheduled('preflight_due')
    assert.equal(await hearsNews(creator, community.id), 1, 'what is mild, or better, is no news')
    assert.lengthOf(await retries(space.id), 1)
  })

  test('a platform that does not answer is asked again soon, and keeps nobody else waiting', async ({
    assert,
  }) => {
    const world = openWorld()
    const first = await openCommunity(world)
    const second = await openCommunity(world, { kind: 'group' })
    world.fault = ({ platform }) => (platform === 'discord' ? { kind: 'fail' } : null)
    await runScheduled('preflight_due')
    assert.isNotNull((await findSpace(second.space.id))?.checked_at)
    const due = async () => {
      const [row] = await sql<{ next_check_at: Date }>(
        'select next_check_at from communities_spaces where id = :id',
        { id: first.space.id }
      )
      return DateTime.fromJSDate(row?.next_check_at ?? new Date(0))
    }
    assert.isBelow(
      (await due()).diffNow('seconds').seconds,
      CONNECTING_LIMITS.preflightAgainAfter + 1
    )
    world.fault = () => null
    later(1)
    await runScheduled('preflight_due')
    assert.isAbove((await due()).diffNow('hours').hours, 20)
  })

  test('two processes look at each space once', async ({ assert }) => {
    const world = openWorld()
    for (let i = 0; i < 6; i++) await openCommunity(world)
    await Promise.all([runScheduled('preflight_due'), runScheduled('preflight_due')])
    const asked = world.calls
      .filter(({ method }) => method === 'inspect')
      .map(({ spaceId }) => spaceId)
    assert.lengthOf(asked, 6)
    assert.lengthOf(new Set(asked), 6)
  })

  test('an answer that was overtaken changes nothing', async ({ assert }) => {
    const world = openWorld()
    const { space, here } = await openCommunity(world)
    const program = await services()
    later(1)
    here.permissions.delete('manage_roles')
    await preflight(program, space.id)
    // Somebody asked before that, and hears only now.
    later(0.5)
    here.permissions.add('manage_roles')
    await preflight(program, space.id)
    assert.lengthOf((await findSpace(space.id))?.problems ?? [], 1)
  })
})

const eventOf = (id: string, platform: 'discord' | 'telegram' = 'discord') => ({
  id: `test:${randomUUID()}`,
  space: { platform, id },
  at: new Date(),
})
