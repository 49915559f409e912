import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { WebVisitor } from '#tests/support/web_visitor'
import { aloneInTheWorld } from '#plugins/communities/access/tests/support/stage'
import { suspendCommunity } from '#plugins/communities/admin/actions/suspend_community'
import { resetClock } from '#plugins/communities/lifecycle/tests/support/members'
import {
  channelForStars,
  everyMinute,
  heard,
  linkOf,
  membershipOf,
  sends,
} from '#plugins/communities/paid_there/tests/support'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  hearsNews,
  openCommunity,
  services,
  somebody,
  tierOf,
} from '#plugins/communities/tests/support/people'

test.group('Telegram sells a channel by itself', (group) => {
  group.each.setup(() => aloneInTheWorld())
  group.each.teardown(() => resetClock())

  test('a creator makes the link in a form; fans find it with /join', async ({ assert }) => {
    const { creator, community, tier, link, here } = await channelForStars()
    assert.equal(here.links.get(link)?.stars, 50)
    await sends(creator, 'tier_open', { tier: tier.id })
    assert.include(heard(creator), '50 Stars every 30 days')
    assert.include(heard(creator), 'The Stars go to the channel’s owner')
    assert.include(heard(creator), link)

    const fan = await somebody()
    await fan.talk.says(`/join ${community.slug}`)
    assert.include(heard(fan), '50 Stars every 30 days through Telegram')
    await fan.talk.presses('Join Gold')
    assert.include(heard(fan), 'Telegram charges 50 Stars every 30 days')
    assert.include(heard(fan), 'Subscribe in Telegram · 50 Stars')

    const visitor = await WebVisitor.arrives()
    const page = await visitor.reads(`/c/${community.slug}`)
    assert.include(page, link)
    assert.include(page, 'Your wallet here is not touched')
  })

  test('the same in Spanish', async ({ assert }) => {
    const { creator, community, tier } = await channelForStars({ locale: 'es' })
    await sends(creator, 'tier_open', { tier: tier.id })
    assert.include(heard(creator), 'Las Stars son del propietario del canal')
    const fan = await somebody({ locale: 'es' })
    await fan.talk.says(`/join ${community.slug}`)
    assert.include(heard(fan), '50 Stars cada 30 días a través de Telegram')
    await fan.talk.presses('Unirme a Gold')
    assert.include(heard(fan), 'Suscribirme en Telegram · 50 Stars')
  })

  test('what Telegram cannot sell is said before anybody pays', async ({ assert }) => {
    const world = openWorld()
    const { creator, community, space, here } = await openCommunity(world, { kind: 'channel' })
    const doors = [{ spaceId: space.id, roleId: null }]
    const year = await tierOf(community.id, { period: 'year', state: 'draft', doors })
    const few = await tierOf(community.id, { seats: 5, state: 'draft', doors })
    const none = await tierOf(community.id, { state: 'draft' })
    const gold = await tierOf(community.id, { state: 'draft', doors })
    const set = (one: typeof gold, stars: string) =>
      sends(creator, 'tier_set_paid_link', { tier: one.tier.id, stars })
    await set(year, '50')
    assert.include(heard(creator), 'Telegram charges every 30 days')
    await set(few, '50')
    assert.include(heard(creator), 'counts no seats')
    await set(none, '50')
    assert.include(heard(creator), 'must open one Telegram channel')
    await set(gold, '20000')
    assert.include(heard(creator), 'from 1 to 10,000')
    here.permissions.delete('invite_users')
    await set(gold, '50')
    assert.include(heard(creator), 'I cannot make that link')
    here.permissions.add('invite_users')
    await set(gold, '50')
    assert.include(heard(creator), 'The link comes when you put “Gold” on sale')
    await sends(creator, 'tier_set_terms', { tier: gold.tier.id, seats: '5', hidden: 'no' })
    assert.include(heard(creator), 'counts no seats')
    const [door] = gold.doors
    await sends(creator, 'tier_door_remove', { tier: gold.tier.id, door: door?.id ?? '' })
    assert.include(heard(creator), 'Stop that first')
    assert.lengthOf(
      [...here.links.values()].filter(({ stars }) => stars !== undefined),
      0,
      'nothing is sold before the tier is'
    )
  })

  test('the link ends with the sale; another price is another link; who subscribed stays', async ({
    assert,
  }) => {
    const { world, here, community, creator, tier, link } = await channelForStars()
    const fan = await somebody()
    await world.subscribes(here, fan.platformId, link)
    await sends(creator, 'tier_set_paid_link', { tier: tier.id, stars: '80' })
    const dearer = await linkOf(tier.id)
    assert.isTrue(here.links.get(link)?.revoked)
    assert.equal(here.links.get(dearer)?.stars, 80)
    await world.subscribesOn(here, fan.platformId)
    assert.equal((await membershipOf(fan))?.amount, 50n, 'they pay what they paid')

    await suspendCommunity(await services(), { communityId: community.id, by: null, reason: 'x' })
    await everyMinute(community)
    assert.isTrue(here.links.get(dearer)?.revoked)
    await sql('update communities_communities set suspended_at = null where id = :id', {
      id: community.id,
    })
    await everyMinute(community)
    const after = await linkOf(tier.id)
    assert.isFalse(here.links.get(after)?.revoked)
    await sends(creator, 'tier_withdraw', { tier: tier.id })
    assert.include(heard(creator), 'goes on paying Telegram until they cancel')
    assert.isTrue(here.links.get(after)?.revoked)
    assert.equal((await membershipOf(fan))?.state, 'active')
  })

  test('a second tier of the same channel has its own link, and each makes its own members', async ({
    assert,
  }) => {
    const { world, here, space, community, creator, tier, link } = await channelForStars()
    const { tier: silver } = await tierOf(community.id, {
      name: 'Silver',
      coins: null,
      state: 'draft',
      doors: [{ spaceId: space.id, roleId: null }],
    })
    await sends(creator, 'tier_set_paid_link', { tier: silver.id, stars: '20' })
    await sends(creator, 'tier_sell', { tier: silver.id })
    const [ana, ben] = [await somebody(), await somebody()]
    await world.subscribes(here, ana.platformId, link)
    await world.subscribes(here, ben.platformId, await linkOf(silver.id))
    assert.equal((await membershipOf(ana))?.tier_id, tier.id)
    assert.equal((await membershipOf(ben))?.tier_id, silver.id)
  })

  test('a link that cannot be made is told to the creator', async ({ assert }) => {
    const { world, here, community, creator, tier, link } = await channelForStars()
    assert.isFalse(here.links.get(link)?.revoked)
    await sends(creator, 'tier_withdraw', { tier: tier.id })
    await sql(`update communities_tiers set state = 'on_sale' where id = :id`, { id: tier.id })
    here.botIsAdmin = false
    await everyMinute(community)
    await hearsNews(creator, community.id)
    assert.include(heard(creator), 'could not be made')
    assert.equal(await linkOf(tier.id), '')
    here.botIsAdmin = true
    world.faultNext('paidLink', { kind: 'timeout', acted: true })
    await everyMinute(community)
    await everyMinute(community)
    const live = [...here.links.values()].filter(({ stars, revoked }) => stars && !revoked)
    assert.isAtLeast(live.length, 1)
    assert.isTrue(here.links.has(await linkOf(tier.id)))
  })
})
