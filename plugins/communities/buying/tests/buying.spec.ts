import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { fanWith, type Somebody } from '#plugins/communities/tests/support/people'
import {
  as,
  cyclesOf,
  membershipsOf,
  openShop,
  purchasesOf,
  USD,
} from '#plugins/communities/buying/tests/support/shop'
import { verifyBooks } from '#tests/support/books'

test.group('Communities | buying a tier', (group) => {
  group.tap((one) => one.timeout(30_000))
  group.teardown(() => verifyBooks())

  test('a fan pays coins and is a member; the creator has the share', async ({ assert }) => {
    const shop = await openShop()
    const fan = await fanWith(110_000n)
    const { membership } = as('joined', await shop.buys(fan))
    assert.equal(membership.state, 'active')
    assert.isTrue(membership.renews)
    const [cycle] = await cyclesOf(membership.id)
    assert.containsSubset(cycle, {
      kind: 'bought',
      state: 'paid',
      coins: 100_000n,
      creator_share: 70_000n,
    })
    const { ledger } = shop.services
    assert.equal((await ledger.balance(fan.person.id)).available, 10_000n)
    const { earnings } = await ledger.balance(shop.creator.person.id)
    assert.equal(earnings.promo + earnings.purchased, 70_000n)
    const { lines } = await ledger.statement(fan.person.id, 1)
    assert.deepEqual(lines[0]?.memo, {
      key: 'communities.buying.memo.joined',
      data: { title: 'Moonlight Club: Gold' },
    })
  })

  test('the same press again is the same purchase', async ({ assert }) => {
    const shop = await openShop()
    const fan = await fanWith(300_000n)
    const key = randomUUID()
    const first = as('joined', await shop.buys(fan, { key }))
    const again = as('joined', await shop.buys(fan, { key }))
    assert.equal(again.membership.id, first.membership.id)
    assert.equal((await shop.services.ledger.balance(fan.person.id)).available, 200_000n)
    assert.deepEqual(await shop.buys(fan), { outcome: 'refused', reason: 'member' })
  })

  test('two devices at once: one membership, one charge', async ({ assert }) => {
    const shop = await openShop()
    const fan = await fanWith(900_000n)
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => shop.buys(fan)))
    assert.lengthOf(
      outcomes.filter(({ outcome }) => outcome === 'joined'),
      1
    )
    for (const outcome of outcomes) {
      if (outcome.outcome !== 'joined')
        assert.include(['member', 'busy'], as('refused', outcome).reason)
    }
    assert.lengthOf(await membershipsOf(fan), 1)
    assert.equal((await shop.services.ledger.balance(fan.person.id)).available, 800_000n)
  })

  test('the last seat is one person’s', async ({ assert }) => {
    const shop = await openShop({ seats: 2 })
    const fans = await Promise.all(Array.from({ length: 5 }, () => fanWith(100_000n)))
    const outcomes = await Promise.all(fans.map((fan) => shop.buys(fan)))
    assert.lengthOf(
      outcomes.filter(({ outcome }) => outcome === 'joined'),
      2
    )
    assert.lengthOf(
      outcomes.filter((one) => one.outcome === 'refused' && one.reason === 'full'),
      3
    )
  })

  test('a crowd at once is in, each for their own coins', async ({ assert }) => {
    const shop = await openShop({ seats: 40 })
    const fans: Somebody[] = []
    for (let n = 0; n < 40; n++) fans.push(await fanWith(100_000n))
    const outcomes = await Promise.all(fans.map((fan) => shop.buys(fan)))
    assert.lengthOf(
      outcomes.filter(({ outcome }) => outcome === 'joined'),
      40
    )
  })

  test('too few coins, and a limit of their own: told, nothing taken, and a later press works', async ({
    assert,
  }) => {
    const shop = await openShop()
    const fan = await fanWith(50_000n)
    assert.deepEqual(await shop.buys(fan), {
      outcome: 'insufficient_coins',
      available: 50_000n,
      needed: 100_000n,
    })
    const { ledger } = shop.services
    const rich = await fanWith(100_000n)
    await ledger.setCaps(rich.person.id, { daily: null, monthly: 60_000n })
    assert.containsSubset(await shop.buys(rich), {
      outcome: 'cap_reached',
      period: 'month',
      cap: 60_000n,
    })
    assert.equal((await ledger.balance(rich.person.id)).held, 0n)
    await ledger.setCaps(rich.person.id, { daily: null, monthly: null })
    as('joined', await shop.buys(rich))
  })

  test('free days take nothing now, once per person and community', async ({ assert }) => {
    const shop = await openShop({ trialDays: 7 })
    const fan = await fanWith(100_000n)
    const { membership } = as('joined', await shop.buys(fan))
    assert.equal(membership.state, 'trialing')
    assert.equal((await shop.services.ledger.balance(fan.person.id)).available, 100_000n)
    await sql(
      `update communities_memberships set state = 'ended', ended_at = now(), renews = false, renew_at = null where id = :id`,
      { id: membership.id }
    )
    const again = as('joined', await shop.buys(fan))
    assert.equal(again.membership.state, 'active')
    assert.equal((await shop.services.ledger.balance(fan.person.id)).available, 0n)
  })

  test('what is free is joined for nothing', async ({ assert }) => {
    const shop = await openShop({ coins: 0n, prices: {} })
    const fan = await fanWith(0n)
    const { membership } = as('joined', await shop.buys(fan))
    assert.containsSubset(membership, { means: 'free', state: 'active', renews: false })
  })

  test('a code takes its part, and once per person', async ({ assert }) => {
    const shop = await openShop()
    const fan = await fanWith(100_000n)
    await sql(
      `insert into communities_codes (community_id, code, kind, value, cycles, most_uses) values (:id, 'SUMMER-25', 'percent', 2500, 1, 1)`,
      { id: shop.community.id }
    )
    const { purchase } = as('joined', await shop.buys(fan, { code: ' summer-25 ' }))
    assert.equal(purchase.coins, 75_000n)
    const other = await fanWith(100_000n)
    assert.deepEqual(await shop.buys(other, { code: 'SUMMER-25' }), {
      outcome: 'refused',
      reason: 'used_up',
    })
    assert.deepEqual(await shop.buys(other, { code: 'NO-SUCH' }), {
      outcome: 'refused',
      reason: 'unknown',
    })
  })

  test('at another price than was seen nothing is charged', async ({ assert }) => {
    const shop = await openShop()
    const fan = await fanWith(900_000n)
    const expected = { amount: 100_000n, trialDays: 0 }
    await sql('update communities_tiers set coins = 120000 where id = :id', { id: shop.tierId })
    assert.deepEqual(await shop.buys(fan, { expected }), { outcome: 'refused', reason: 'changed' })
    as('joined', await shop.buys(fan, { expected: { amount: 120_000n, trialDays: 0 } }))
  })

  test('what stands against it is said, and nothing is taken: {what}')
    .with([
      {
        what: 'shut',
        set: `with lost as (update communities_spaces set state = 'lost' where community_id = :id returning id, community_id)
          insert into communities_doors (tier_id, space_id) select t.id, l.id from communities_tiers t join lost l using (community_id)`,
      },
      {
        what: 'suspended',
        set: `update communities_communities set suspended_at = now() where id = :id`,
      },
      { what: 'closed', set: `update communities_communities set state = 'closed' where id = :id` },
      {
        what: 'withdrawn',
        set: `update communities_tiers set state = 'withdrawn' where community_id = :id`,
      },
    ])
    .run(async ({ assert }, { what, set }) => {
      const shop = await openShop()
      const fan = await fanWith(900_000n)
      await sql(set, { id: shop.community.id })
      assert.deepEqual(await shop.buys(fan), { outcome: 'refused', reason: what })
      assert.deepEqual(await shop.buys(fan, { wish: USD }), { outcome: 'refused', reason: what })
      assert.lengthOf(await purchasesOf(fan), 0)
    })

  test('who is banned, is a member of another tier, or asks for what there is not', async ({
    assert,
  }) => {
    const shop = await openShop()
    const fan = await fanWith(900_000n)
    await sql(
      `insert into communities_bans (community_id, person_id, by_person, created_at) values (:id, :personId, :personId, now())`,
      { id: shop.community.id, personId: fan.person.id }
    )
    assert.deepEqual(await shop.buys(fan), { outcome: 'refused', reason: 'banned' })
    assert.deepEqual(await shop.buys(fan, { tierId: randomUUID() }), {
      outcome: 'refused',
      reason: 'gone',
    })
    assert.deepEqual(await shop.buys(fan, { tierId: 'gold' }), {
      outcome: 'refused',
      reason: 'gone',
    })
    const member = await fanWith(900_000n)
    as('joined', await shop.buys(member))
    const [silver] = await sql<{ id: string }>(
      `insert into communities_tiers (community_id, position, name, period, coins, link_code, state)
       values (:id, 9, 'Silver', 'month', 5000, :code, 'on_sale') returning id`,
      { id: shop.community.id, code: randomUUID() }
    )
    assert.deepEqual(await shop.buys(member, { tierId: silver?.id ?? '' }), {
      outcome: 'refused',
      reason: 'other_tier',
    })
    assert.deepEqual(
      await shop.buys(await fanWith(0n), {
        wish: { means: 'money', gateway: 'stripe', currency: 'EUR' },
      }),
      { outcome: 'refused', reason: 'not_sold_so' }
    )
  })
})
