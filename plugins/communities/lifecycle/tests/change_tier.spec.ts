import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { changeTier } from '#plugins/communities/lifecycle/actions/change_tier'
import { keepTier } from '#plugins/communities/lifecycle/actions/keep_tier'
import { quoteChange } from '#plugins/communities/lifecycle/actions/quote_change'
import { cancelMembership } from '#plugins/communities/lifecycle/actions/cancel_membership'
import { renewByMoney } from '#plugins/communities/lifecycle/actions/renew_by_money'
import {
  again,
  club,
  coinsOf,
  cycles,
  member,
  minuteOf,
  payer,
  moveClock,
  resetClock,
  setClock,
  sweep,
} from '#plugins/communities/lifecycle/tests/support/members'
import { fanWith, services, tierOf } from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

test.group('Communities | changing the tier', (group) => {
  group.tap((one) => one.timeout(60_000))
  group.each.setup(() => setClock('2027-04-01T00:00:00Z'))
  group.each.teardown(() => resetClock())
  group.teardown(() => verifyBooks())

  test('a dearer tier at once: the price less the unused half, and a new month from now', async ({
    assert,
  }) => {
    const here = await club()
    const { tier: platinum } = await tierOf(here.community.id, {
      name: 'Platinum',
      coins: 300_000n,
    })
    const { fan, membership } = await member(here, { coins: 250_000n })
    setClock('2027-04-16T00:00:00Z')
    const about = { membershipId: membership.id, personId: fan.person.id, tierId: platinum.id }
    const quote = await quoteChange(about)
    if (quote.outcome !== 'quoted' || quote.terms.outcome !== 'now') throw new Error('No quote')
    assert.equal(quote.terms.charge, 250_000n)
    assert.equal(quote.terms.credit, 50_000n)
    moveClock({ minutes: 5 })
    const all = await services()
    const quoted = { at: quote.at, charge: quote.terms.charge }
    assert.equal((await changeTier(all, about, { ...quoted, charge: 1n })).outcome, 'stale')
    const changed = await changeTier(all, about, quoted)
    assert.equal(changed.outcome, 'changed')
    const twice = await changeTier(all, about, quoted)
    assert.deepEqual(twice, { outcome: 'refused', reason: 'same_tier' })
    assert.equal(await coinsOf(fan), 0n)
    const now = await again(membership)
    assert.equal(now.tier_id, platinum.id)
    assert.equal(minuteOf(now.paid_until), '2027-05-16T00:00')
    assert.equal(now.coins, 300_000n)
    const [first, second] = await cycles(membership)
    assert.equal(minuteOf(first?.ends_at ?? null), '2027-04-16T00:00')
    assert.equal(minuteOf(first?.cut_from ?? null), '2027-05-01T00:00')
    assert.equal(second?.credit, 50_000n)
  })

  test('too few coins: nothing is charged and nothing changes; a quote grows old', async ({
    assert,
  }) => {
    const here = await club()
    const { tier: platinum } = await tierOf(here.community.id, { coins: 300_000n })
    const { fan, membership } = await member(here, { coins: 10_000n })
    const about = { membershipId: membership.id, personId: fan.person.id, tierId: platinum.id }
    moveClock({ days: 3 })
    const quote = await quoteChange(about)
    if (quote.outcome !== 'quoted' || quote.terms.outcome !== 'now') throw new Error('No quote')
    const all = await services()
    const quoted = { at: quote.at, charge: quote.terms.charge }
    assert.equal((await changeTier(all, about, quoted)).outcome, 'insufficient_coins')
    moveClock({ minutes: 11 })
    assert.equal((await changeTier(all, about, quoted)).outcome, 'stale')
    const now = await again(membership)
    assert.equal(now.tier_id, here.tier.id)
    assert.equal(minuteOf(now.renew_at), '2027-05-01T00:00')
    assert.equal(await coinsOf(fan), 10_000n)
  })

  test('a cheaper tier at the end of what is paid; it can be taken back until then', async ({
    assert,
  }) => {
    const here = await club()
    const { tier: bronze } = await tierOf(here.community.id, { name: 'Bronze', coins: 40_000n })
    const { fan, membership } = await member(here, { coins: 500_000n })
    const about = { membershipId: membership.id, personId: fan.person.id, tierId: bronze.id }
    const all = await services()
    const plan = async () => {
      const quote = await quoteChange(about)
      if (quote.outcome !== 'quoted') throw new Error('No quote')
      assert.equal(quote.terms.outcome, 'later')
      return changeTier(all, about, { at: quote.at, charge: null })
    }
    assert.equal((await plan()).outcome, 'planned')
    assert.isTrue(await keepTier(all, about))
    assert.isFalse(await keepTier(all, about))
    await cancelMembership(all, about)
    assert.equal((await plan()).outcome, 'planned')
    assert.isTrue((await again(membership)).renews, 'choosing another one is going on')
    const before = await coinsOf(fan)
    setClock('2027-05-01T00:00:00Z')
    await sweep()
    const now = await again(membership)
    assert.equal(now.tier_id, bronze.id)
    assert.equal(await coinsOf(fan), before - 40_000n)
    assert.equal(minuteOf(now.paid_until), '2027-06-01T00:00')
    assert.isNull(now.next_tier_id)
  })

  test('a tier that is full, another’s membership, a lifetime, a suspended community: refused', async ({
    assert,
  }) => {
    const here = await club()
    const { tier: small } = await tierOf(here.community.id, { coins: 300_000n, seats: 1 })
    await member({ community: here.community, tier: small })
    const { fan, membership } = await member(here, { coins: 500_000n })
    const about = { membershipId: membership.id, personId: fan.person.id, tierId: small.id }
    assert.deepEqual(await quoteChange(about), { outcome: 'refused', reason: 'full' })
    const stranger = await fanWith(0n)
    assert.deepEqual(await quoteChange({ ...about, personId: stranger.person.id }), {
      outcome: 'refused',
      reason: 'gone',
    })
    const forGood = await club({ period: 'lifetime', coins: 900_000n })
    const { tier: monthly } = await tierOf(forGood.community.id, { coins: 100_000n })
    const owner = await member(forGood)
    assert.deepEqual(
      await quoteChange({
        membershipId: owner.membership.id,
        personId: owner.fan.person.id,
        tierId: monthly.id,
      }),
      { outcome: 'refused', reason: 'lifetime' }
    )
    const { tier: dear } = await tierOf(here.community.id, { coins: 200_000n })
    await sql('update communities_communities set suspended_at = :at where id = :id', {
      id: here.community.id,
      at: new Date(),
    })
    assert.deepEqual(await quoteChange({ ...about, tierId: dear.id }), {
      outcome: 'refused',
      reason: 'suspended',
    })
  })

  test('what was paid with money becomes time of the new tier; no card is charged, a later payment goes back', async ({
    assert,
  }) => {
    const here = await club({ coins: 100_000n, prices: { EUR: 1_000n } })
    const { tier: platinum } = await tierOf(here.community.id, {
      name: 'Platinum',
      coins: 300_000n,
      prices: { EUR: 3_000n },
    })
    const { fan, membership, orderId } = await payer(here)
    assert.equal(membership.means, 'money')
    setClock('2027-04-16T00:00:00Z')
    const about = { membershipId: membership.id, personId: fan.person.id, tierId: platinum.id }
    const quote = await quoteChange(about)
    if (quote.outcome !== 'quoted' || quote.terms.outcome !== 'now') throw new Error('No quote')
    assert.equal(quote.terms.charge, 0n)
    // 5 euros of a tier of 30 euros a month: a sixth of it.
    assert.equal(minuteOf(quote.terms.endsAt), '2027-04-21T00:00')
    const refunded: string[] = []
    const all = await services()
    const watched = {
      ...all,
      payments: {
        ...all.payments,
        refundSale: ({ paymentId }: { paymentId: string }) => {
          refunded.push(paymentId)
          return Promise.resolve('refunded' as const)
        },
      },
    }
    assert.equal((await changeTier(all, about, { at: quote.at, charge: 0n })).outcome, 'changed')
    const now = await again(membership)
    assert.equal(now.means, 'coins')
    assert.equal(minuteOf(now.renew_at), '2027-04-21T00:00')
    const stopped = await sql(
      `select 1 from outbox where topic = 'communities.stop_subscription' and payload ->> 'orderId' = :orderId`,
      { orderId }
    )
    assert.lengthOf(stopped, 1)
    const payment = { paymentId: 'late', orderId, amount: 1_000n, currency: 'EUR' }
    assert.equal((await renewByMoney(watched, payment)).outcome, 'refunded')
    assert.deepEqual(refunded, ['late'])
    setClock('2027-04-21T00:00:00Z')
    await sweep()
    assert.equal((await again(membership)).state, 'grace', 'from then on it goes on by coins')
  })
})
