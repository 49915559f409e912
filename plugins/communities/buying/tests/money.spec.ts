import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { DateTime, Settings } from 'luxon'
import { sql } from '#app/support/sql'
import { finishPurchases } from '#plugins/communities/buying/actions/finish_purchases'
import { giveBackMembership } from '#plugins/communities/buying/actions/give_back_membership'
import { settleSale } from '#plugins/communities/buying/actions/settle_sale'
import { startSoldTrial } from '#plugins/communities/buying/actions/start_sold_trial'
import { findPurchase } from '#plugins/communities/buying/queries/find_purchase'
import {
  as,
  cyclesOf,
  membershipsOf,
  openShop,
  USD,
  type Shop,
} from '#plugins/communities/buying/tests/support/shop'
import { fanWith, runJobs, type Somebody } from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

/** A checkout that is open; gives the purchase. */
const checkout = async (shop: Shop, fan: Somebody, more: Parameters<Shop['buys']>[1] = {}) =>
  as('pay', await shop.buys(fan, { wish: USD, ...more })).purchase

const told = (purchaseId: string) =>
  sql<{ news: string }>(
    `select payload ->> 'news' as news from outbox where topic = 'communities.tell_buyer' and payload ->> 'purchaseId' = :purchaseId`,
    { purchaseId }
  )

test.group('Communities | buying with money', (group) => {
  group.tap((one) => one.timeout(30_000))
  group.each.teardown(() => {
    Settings.now = () => Date.now()
  })
  group.teardown(() => verifyBooks())

  test('a fan pays on a page, and is in once the money is there', async ({ assert }) => {
    const shop = await openShop()
    const fan = await fanWith(0n)
    const purchase = await checkout(shop, fan)
    const [sale] = [...shop.payments.sales.values()]
    assert.containsSubset(sale?.request, {
      seller: 'communities',
      reference: purchase.id,
      amount: 999n,
      currency: 'USD',
      creatorId: shop.creator.person.id,
      recurring: { period: 'month', trialDays: 0 },
      // 9.99 dollars at 0.0065 a coin.
      coins: 1_536_923n,
    })
    assert.lengthOf(await membershipsOf(fan), 0)
    const paymentId = await shop.paid(purchase.id)
    const [membership] = await membershipsOf(fan)
    assert.containsSubset(membership, {
      means: 'money',
      state: 'active',
      order_id: sale?.orderId,
      amount: 999n,
    })
    const [cycle] = await cyclesOf(membership?.id ?? '')
    assert.equal(cycle?.payment_id, paymentId)
    assert.deepEqual(await told(purchase.id), [{ news: 'end' }])
    // The same payment again is nothing; the next one renews.
    await shop.paid(purchase.id, paymentId)
    assert.lengthOf(await cyclesOf(membership?.id ?? ''), 1)
    await shop.paid(purchase.id)
    assert.lengthOf(await cyclesOf(membership?.id ?? ''), 2)
    assert.equal(shop.payments.refunds.size, 0)
  })

  test('two checkouts that are both paid: the second goes back, its subscription is stopped, and the fan is told', async ({
    assert,
  }) => {
    const shop = await openShop()
    const fan = await fanWith(0n)
    const [first, second] = [await checkout(shop, fan), await checkout(shop, fan)]
    await Promise.all([shop.paid(first.id), shop.paid(second.id)])
    assert.lengthOf(await membershipsOf(fan), 1)
    const ends = await Promise.all([findPurchase(first.id), findPurchase(second.id)])
    assert.sameMembers(
      ends.map((one) => one?.state),
      ['paid', 'given_back']
    )
    const back = ends.find((one) => one?.state === 'given_back')
    assert.equal(back?.refusal, 'member')
    assert.deepEqual([...shop.payments.refunds], [[`purchase:${back?.id}`, back?.payment_id]])
    assert.deepEqual([...shop.payments.renewing], [[back?.order_id, false]])
    assert.deepEqual(await told(back?.id ?? ''), [{ news: 'end' }])
    // Its later payments go back, too.
    const late = await shop.paid(back?.id ?? '')
    assert.equal(shop.payments.refunds.get(`double:${late}`), late)
  })

  test('money that comes when it cannot be given any more goes back: {what}')
    .with([
      {
        what: 'withdrawn',
        set: `update communities_tiers set state = 'withdrawn' where community_id = :id`,
      },
      {
        what: 'suspended',
        set: `update communities_communities set suspended_at = now() where id = :id`,
      },
      {
        what: 'banned',
        set: `insert into communities_bans (community_id, person_id, by_person, created_at)
          select community_id, person_id, person_id, now() from communities_purchases where community_id = :id`,
      },
      {
        what: 'full',
        set: `update communities_tiers set seats = 1 where community_id = :id`,
        beside: true,
      },
    ])
    .run(async ({ assert }, { what, set, beside }) => {
      const shop = await openShop()
      const fan = await fanWith(0n)
      const purchase = await checkout(shop, fan)
      if (beside) as('joined', await shop.buys(await fanWith(100_000n)))
      await sql(set, { id: shop.community.id })
      await shop.paid(purchase.id)
      assert.lengthOf(await membershipsOf(fan), 0)
      const end = await findPurchase(purchase.id)
      assert.containsSubset(end, { state: 'given_back', refusal: what })
      assert.equal(shop.payments.refunds.size, 1)
      await runTold(fan, purchase.id)
      assert.match(fan.talk.texts().join(' '), /you get (it|your payment) back/)
    })

  test('a checkout holds a seat for a quarter of an hour', async ({ assert }) => {
    const shop = await openShop({ seats: 1 })
    const [slow, quick] = [await fanWith(0n), await fanWith(100_000n)]
    const purchase = await checkout(shop, slow)
    assert.deepEqual(await shop.buys(quick), { outcome: 'refused', reason: 'full' })
    const later = DateTime.utc().plus({ minutes: 16 }).toMillis()
    Settings.now = () => later
    as('joined', await shop.buys(quick))
    await shop.paid(purchase.id)
    assert.containsSubset(await findPurchase(purchase.id), { state: 'given_back', refusal: 'full' })
  })

  test('a checkout that nobody pays is given up after a day, and a payment after that still counts', async ({
    assert,
  }) => {
    const shop = await openShop()
    const fan = await fanWith(0n)
    const purchase = await checkout(shop, fan)
    const later = DateTime.utc().plus({ hours: 25 }).toMillis()
    Settings.now = () => later
    await finishPurchases(shop.services)
    assert.containsSubset(await findPurchase(purchase.id), {
      state: 'refused',
      refusal: 'not_paid',
    })
    await shop.paid(purchase.id)
    assert.lengthOf(await membershipsOf(fan), 1)
  })

  test('free days of a subscription begin without a payment; the first one renews', async ({
    assert,
  }) => {
    const shop = await openShop({ trialDays: 7 })
    const fan = await fanWith(0n)
    const purchase = await checkout(shop, fan)
    const [sale] = [...shop.payments.sales.values()]
    assert.deepEqual(sale?.request.recurring, { period: 'month', trialDays: 7 })
    const begun = { orderId: sale?.orderId ?? '', reference: purchase.id }
    assert.isTrue(await startSoldTrial(shop.services, begun))
    assert.isFalse(await startSoldTrial(shop.services, begun))
    const [membership] = await membershipsOf(fan)
    assert.equal(membership?.state, 'trialing')
    await shop.paid(purchase.id)
    assert.deepEqual(
      (await cyclesOf(membership?.id ?? '')).map(({ kind }) => kind),
      ['trial', 'renewed']
    )
    // Where a gateway knows no free days, it is paid at once.
    const other = await checkout(shop, await fanWith(0n), {
      wish: { means: 'money', gateway: 'stars', currency: 'XTR' },
    })
    assert.equal(other.trial_days, 0)
  })

  test('a code for the first month alone makes one payment of it, which does not renew', async ({
    assert,
  }) => {
    const shop = await openShop()
    await sql(
      `insert into communities_codes (community_id, code, kind, value, cycles) values (:id, 'HALF', 'percent', 5000, 1)`,
      { id: shop.community.id }
    )
    const fan = await fanWith(0n)
    const purchase = await checkout(shop, fan, { code: 'half' })
    const [sale] = [...shop.payments.sales.values()]
    assert.containsSubset(sale?.request, { amount: 499n, recurring: null })
    await shop.paid(purchase.id)
    const [membership] = await membershipsOf(fan)
    assert.isFalse(membership?.renews)
    // A second payment of the same checkout is nobody's wish.
    const second = await shop.paid(purchase.id)
    assert.equal(shop.payments.refunds.get(`double:${second}`), second)
    assert.lengthOf(await cyclesOf(membership?.id ?? ''), 1)
  })

  test('a gateway that sends nothing back: the fan is sent to people, and a member stays one', async ({
    assert,
  }) => {
    const shop = await openShop()
    const fan = await fanWith(0n)
    const purchase = await checkout(shop, fan)
    const second = await checkout(shop, fan)
    await shop.paid(purchase.id)
    shop.payments.refundsAre = 'refused'
    await shop.paid(second.id)
    await runTold(fan, second.id)
    assert.match(
      fan.talk.texts().join(' '),
      /does not send your payment back by itself\. Say \/paysupport/
    )
    const [membership] = await membershipsOf(fan)
    const giveBack = () => giveBackMembership(shop.services, membership?.id ?? '', 'unreachable')
    await giveBack()
    await giveBack()
    assert.equal((await membershipsOf(fan))[0]?.state, 'active')
    const refusals = await sql(
      `select 1 from communities_history where kind = 'refund_refused' and membership_id = :id`,
      { id: membership?.id ?? '' }
    )
    assert.lengthOf(refusals, 1)
    shop.payments.refundsAre = 'refunded'
    await giveBack()
    assert.equal((await membershipsOf(fan))[0]?.state, 'ended')
  })

  test('a payment whose free days were never told of is time that is paid', async ({ assert }) => {
    const shop = await openShop({ trialDays: 7 })
    const fan = await fanWith(0n)
    const purchase = await checkout(shop, fan)
    const paymentId = await shop.paid(purchase.id)
    const [membership] = await membershipsOf(fan)
    assert.equal(membership?.state, 'active')
    assert.containsSubset(await cyclesOf(membership?.id ?? ''), [
      { kind: 'bought', payment_id: paymentId },
    ])
  })

  test('a gateway that is away, and a payment for what nobody bought', async ({ assert }) => {
    const shop = await openShop()
    shop.payments.refuses = 'unavailable'
    assert.deepEqual(await shop.buys(await fanWith(0n), { wish: USD }), {
      outcome: 'refused',
      reason: 'unavailable',
    })
    const paymentId = randomUUID()
    const sold = {
      paymentId,
      orderId: randomUUID(),
      reference: randomUUID(),
      amount: 999n,
      currency: 'USD',
    }
    await settleSale(shop.services, sold)
    assert.equal(shop.payments.refunds.get(`unknown:${paymentId}`), paymentId)
  })
})

/** The fan hears what waits to be said, as the job's message does. */
async function runTold(fan: Somebody, purchaseId: string): Promise<void> {
  await runJobs('communities.tell_buyer', { purchaseId })
  const invocation = { command: 'purchase_news', options: { purchase: purchaseId, news: 'end' } }
  await fan.talk.sends({ kind: 'invoke', invocation })
}
