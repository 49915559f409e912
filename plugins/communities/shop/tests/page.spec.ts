import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import { openCommunity, tierOf } from '#plugins/communities/tests/support/people'
import { WebVisitor } from '#tests/support/web_visitor'

test.group('A community’s page', () => {
  test('shows what it sells to everybody, and where one joins', async ({ assert, cleanup }) => {
    const pages = await app.container.make('pages')
    const { telegramBotName } = pages
    pages.telegramBotName = () => Promise.resolve('greenroom_bot')
    cleanup(() => void (pages.telegramBotName = telegramBotName))
    const { community, space, here } = await openCommunity(openWorld(), { roles: ['Gold'] })
    const { tier } = await tierOf(community.id, {
      name: '<b>Gold</b>',
      prices: { EUR: 499n },
      trialDays: 7,
      doors: [{ spaceId: space.id, roleId: '1', roleName: 'Gold' }],
    })
    const { tier: hidden } = await tierOf(community.id, { name: 'Secret', hidden: true })
    const guest = new WebVisitor()
    const page = await guest.reads(`/c/${community.slug}`)
    assert.include(page, 'Moonlight Club')
    assert.include(page, '100 coins or €4.99 a month')
    assert.include(page, '7 days free')
    assert.include(page, `The role Gold in ${here.title}`)
    assert.include(page, `https://t.me/greenroom_bot?start=join_${tier.link_code}`)
    assert.include(page, `/chat?start=join_${tier.link_code}`)
    assert.include(page, `In the Discord server ${here.title}: type /join`)
    assert.notInclude(page, '<b>Gold</b>')
    assert.notInclude(page, 'Secret')
    const byLink = await guest.reads(`/c/${community.slug}?tier=${hidden.link_code}`)
    assert.include(byLink, 'Secret')
  })

  test('knows its members, and says what is closed, paused or not there', async ({ assert }) => {
    const { community } = await openCommunity(openWorld(), { kind: 'group' })
    const { tier } = await tierOf(community.id)
    const fan = await WebVisitor.arrives()
    await sql(
      `insert into communities_memberships
         (community_id, tier_id, person_id, state, means, coins, anchor_at, paid_until, renews, created_at)
       values (:communityId, :tierId, :personId, 'active', 'coins', 1000, :at, :at, true, :at)`,
      { communityId: community.id, tierId: tier.id, personId: fan.personId, at: now() }
    )
    const path = `/c/${community.slug}`
    assert.include(await fan.reads(path), 'You are a member here')
    const set = (what: string) =>
      sql(`update communities_communities set ${what} where id = :id`, { id: community.id })
    await set(`state = 'closed'`)
    assert.include(await fan.reads(path), 'takes no new members')
    await set(`suspended_at = now(), suspended_reason = 'not to be read'`)
    const paused = await fan.reads(path)
    assert.include(paused, 'is paused')
    assert.notInclude(paused, 'not to be read')
    await set(`state = 'draft', suspended_at = null`)
    assert.equal((await fan.get(path)).status, 404)
    assert.equal((await fan.get('/c/nobody-has-this')).status, 404)
  })
})
