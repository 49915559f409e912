import { randomInt } from 'node:crypto'
import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { aloneInTheWorld, grantOf } from '#plugins/communities/access/tests/support/stage'
import { communityFigures } from '#plugins/communities/everyday/figures/queries/community_figures'
import { banMember } from '#plugins/communities/lifecycle/actions/ban_member'
import { unbanMember } from '#plugins/communities/lifecycle/actions/unban_member'
import { moveClock, resetClock } from '#plugins/communities/lifecycle/tests/support/members'
import { enrol } from '#plugins/communities/paid_there/actions/follow_paid_there'
import {
  channelForStars,
  everyMinute,
  heard,
  membershipOf,
  sends,
} from '#plugins/communities/paid_there/tests/support'
import { fanWith, services, somebody } from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

test.group('Who pays Telegram for a channel', (group) => {
  group.each.setup(() => aloneInTheWorld())
  group.each.teardown(() => resetClock())

  test('a fan subscribes there and is a member; the months follow Telegram; it ends there', async ({
    assert,
  }) => {
    const { world, here, community, creator, link } = await channelForStars()
    const fan = await somebody()
    await world.subscribes(here, fan.platformId, link)
    const membership = await membershipOf(fan)
    assert.containSubset(membership, { state: 'active', means: 'telegram', amount: 50n })
    const grant = await grantOf(fan)
    assert.containSubset(grant, { wanted: 'in', actual: 'in', membership_id: membership?.id })
    await fan.talk.says('/memberships')
    assert.include(heard(fan), 'Telegram charges')
    assert.include(heard(fan), 'Settings → My Stars → Subscriptions')
    assert.isUndefined(fan.talk.buttonId('Cancel'))
    await sends(fan, 'membership_cancel', { membership: membership?.id ?? '' })
    assert.include(heard(fan), 'it is cancelled there')

    await creator.talk.says('/members')
    assert.include(heard(creator), 'charged by Telegram')
    const figures = await communityFigures(community.id, 30)
    assert.deepEqual(figures.there, { members: 1, stars: 50n })
    assert.equal(figures.paid, 0n, 'nothing of it is in the ledger')
    assert.equal(figures.monthly, 0n)

    moveClock({ days: 29 })
    await world.subscribesOn(here, fan.platformId)
    moveClock({ days: 32 })
    await world.subscribesOn(here, fan.platformId, { isTold: false })
    await everyMinute(community)
    const third = await membershipOf(fan)
    assert.equal(third?.state, 'active', 'Telegram was asked, and had charged them')
    const cycles = await sql<{ kind: string }>(
      'select kind from communities_cycles where membership_id = :id order by number',
      { id: third?.id ?? '' }
    )
    assert.deepEqual(
      cycles.map(({ kind }) => kind),
      ['bought', 'renewed', 'renewed']
    )

    moveClock({ days: 30, hours: 2 })
    here.members.delete(fan.platformId)
    await everyMinute(community)
    assert.containSubset(await membershipOf(fan), { state: 'ended', end_reason: 'expired' })
    await verifyBooks()
  })

  test('in Spanish, too, they read where it is cancelled', async ({ assert }) => {
    const { world, here, link } = await channelForStars()
    const fan = await somebody({ locale: 'es' })
    await world.subscribes(here, fan.platformId, link)
    await fan.talk.says('/memberships')
    assert.include(heard(fan), 'Para cancelar, ve a Telegram')
  })

  test('who deletes themselves reads that Telegram goes on charging; nothing is kept of them', async ({
    assert,
  }) => {
    const { world, here, link } = await channelForStars()
    const fan = await somebody()
    await world.subscribes(here, fan.platformId, link)
    const { identity } = await services()
    const say = { t: (key: string) => key, coins: String }
    assert.include(await identity.lossesOf(fan.person.id, say), 'communities.paid_there.loss')
    const kept = await identity.exportData(fan.person.id)
    assert.include(JSON.stringify(kept), '"stars":50')
    await identity.deletePerson(fan.person.id)
    assert.lengthOf(
      await sql('select 1 from communities_paid_there where platform_id = :id', {
        id: fan.platformId,
      }),
      0
    )
    assert.isTrue(here.members.has(fan.platformId), 'what they paid Telegram is theirs')
  })

  test('while Telegram does not answer nobody is put out', async ({ assert }) => {
    const { world, here, link, community } = await channelForStars()
    const fan = await somebody()
    await world.subscribes(here, fan.platformId, link)
    moveClock({ days: 31 })
    world.fault = () => ({ kind: 'fail' })
    await everyMinute(community)
    moveClock({ days: 3 })
    await everyMinute(community)
    assert.equal((await membershipOf(fan))?.state, 'active')
    world.fault = () => null
    here.members.delete(fan.platformId)
    moveClock({ days: 1 })
    await everyMinute(community)
    assert.equal((await membershipOf(fan))?.state, 'ended')
  })

  test('somebody whom nobody knows is kept, and is a member once they have joined', async ({
    assert,
  }) => {
    const { world, here, link, community } = await channelForStars()
    const platformId = String(randomInt(1_000_000, 2 ** 47))
    await world.subscribes(here, platformId, link)
    await everyMinute(community)
    assert.isTrue(here.members.has(platformId), 'nobody puts them out')
    const fan = await somebody({ frontend: 'telegram', platformId })
    assert.isNull(await membershipOf(fan))
    await enrol(await services(), fan.person.id)
    assert.containSubset(await membershipOf(fan), { state: 'active', means: 'telegram' })
    await enrol(await services(), fan.person.id)
    const all = await sql('select 1 from communities_memberships where person_id = :id', {
      id: fan.person.id,
    })
    assert.lengthOf(all, 1)
  })

  test('who is a member otherwise stays that, and goes on by Telegram when it is over', async ({
    assert,
  }) => {
    const { world, here, community, tier, link } = await channelForStars()
    const fan = await fanWith(0n)
    await sql(
      `insert into communities_memberships (community_id, tier_id, person_id, account_id, state, means, coins, anchor_at,
         paid_until, renews, created_at)
       values (:communityId, :tierId, :personId, :accountId, 'active', 'coins', 0, now(), now() + interval '5 days', false,
         now())`,
      {
        communityId: community.id,
        tierId: tier.id,
        personId: fan.person.id,
        accountId: fan.account.id,
      }
    )
    await world.subscribes(here, fan.platformId, link)
    assert.equal((await membershipOf(fan))?.means, 'coins')
    moveClock({ days: 6 })
    await everyMinute(community)
    await everyMinute(community)
    assert.containSubset(await membershipOf(fan), { state: 'active', means: 'telegram' })
    assert.isTrue(here.members.has(fan.platformId))
  })

  test('whom the creator sends out is kept out by Telegram, until they are forgiven', async ({
    assert,
  }) => {
    const { world, here, community, creator, link } = await channelForStars()
    const fan = await somebody()
    await world.subscribes(here, fan.platformId, link)
    const { id = '' } = (await membershipOf(fan)) ?? {}
    await sends(creator, 'member_ban_ask', { community: community.id, membership: id })
    assert.include(heard(creator), 'Telegram refunds nothing by itself')
    const about = { communityId: community.id, personId: fan.person.id, by: creator.person.id }
    await banMember(await services(), about)
    await everyMinute(community)
    assert.isFalse(here.members.has(fan.platformId))
    assert.containSubset(await membershipOf(fan), { state: 'ended', end_reason: 'removed' })
    await world.subscribes(here, fan.platformId, link)
    assert.isFalse(here.members.has(fan.platformId), 'they are not charged either')

    await unbanMember(about)
    await everyMinute(community)
    await world.subscribes(here, fan.platformId, link)
    assert.containSubset(await membershipOf(fan), { state: 'active', means: 'telegram' })
  })
})
