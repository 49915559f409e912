import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Fan } from '#app/bot_kit/testing/conversation'
import i18nManager from '@adonisjs/i18n/services/main'
import { Wording } from '#app/bot_kit/wording'
import { sql } from '#app/support/sql'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { paymentPage } from '#plugins/payments/admin/payment_page'
import { wholePayment } from '#plugins/payments/admin/queries/whole_payment'
import { openSale } from '#plugins/payments/actions/open_sale'
import { refundPayment } from '#plugins/payments/actions/refund_payment'
import { setSaleRenewing } from '#plugins/payments/actions/set_sale_renewing'
import { refundSale } from '#plugins/payments/actions/refund_sale'
import type { SaleRequest } from '#plugins/payments/api'
import type { Fact, Gateway } from '#plugins/payments/gateways/gateway'
import { sellingGateways, wayOf } from '#plugins/payments/packs/gateways_for'
import { receiptOfPayment } from '#plugins/payments/receipts/queries/find_receipt'
import { lastPayments } from '#plugins/payments/support/queries/last_payments'
import { refundablePayments } from '#plugins/payments/support/queries/refundable'
import { reconcileGateway } from '#plugins/payments/reconciliation/actions/reconcile_gateway'
import { buyerOn, servicesWith, type Buyer } from '#plugins/payments/tests/support/counter'
import { jobsNaming, runJobs } from '#plugins/payments/tests/support/jobs'
import { fillRevenue, silentGateway } from '#plugins/payments/tests/support/lives'
import {
  CREATOR_PART,
  earnedBy,
  saleRequest,
  sell,
  toldOf,
  type Sold,
} from '#plugins/payments/tests/support/sales'
import { recurringGateway } from '#plugins/payments/tests/support/subscribed'
import { verifyBooks } from '#tests/support/books'

test.group('Payments | what other plugins sell', (group) => {
  group.setup(() => fillRevenue())
  group.teardown(() => verifyBooks())

  const services = (more: Partial<Gateway> = {}) => servicesWith(silentGateway(more))

  const paidFact = ({ order }: Pick<Sold, 'order'>, more: Partial<Fact> = {}): Fact =>
    Object.assign(
      {
        kind: 'paid' as const,
        payment: `pay_${randomUUID()}`,
        order: { id: order.id },
        buyer: null,
        packId: null,
        amount: order.amount,
        currency: order.currency,
        at: new Date(),
      },
      more
    )

  async function bought(
    more: Partial<SaleRequest> = {}
  ): Promise<Sold & { buyer: Buyer; paymentId: string; payment: string }> {
    const at = await services()
    const buyer = await buyerOn('web')
    const sold = await sell(at, saleRequest(buyer, more))
    const paid = paidFact(sold)
    await applyFacts(at, 'test', [paid])
    const [news] = await toldOf('sold', sold.order.id)
    return {
      ...sold,
      buyer,
      paymentId: String(news?.paymentId),
      payment: 'payment' in paid ? paid.payment : '',
    }
  }

  test('money goes straight to creator and platform; nothing is said of coins, and nothing resumed', async ({
    assert,
  }) => {
    const { request, order, buyer, paymentId } = await bought()
    const at = await services()
    assert.equal(await earnedBy(at, request.creatorId), CREATOR_PART)
    assert.equal((await at.ledger.balance(buyer.person.id)).available, 0n)
    assert.lengthOf(await toldOf('sold', order.id), 1)
    assert.lengthOf(await jobsNaming('payments.credited', paymentId), 0)
    await runJobs('payments.sold', paymentId)
    assert.lengthOf(await jobsNaming('payments.mail_receipt', paymentId), 1)
    assert.lengthOf(await jobsNaming('payments.say_receipt', paymentId), 1)
    const whole = await wholePayment(at, paymentId)
    const page = whole && paymentPage(new Wording(i18nManager).in('en'), whole)
    assert.containSubset(page?.facts, [
      { name: 'Sold by', value: `club · The inner circle · ${request.reference}` },
    ])
  })

  test('the receipt says what it was', async ({ assert }) => {
    const { buyer, paymentId } = await bought({ title: 'Gold for a year' })
    const receipt = await receiptOfPayment(paymentId)
    assert.equal(receipt?.sale, 'Gold for a year')
    const fan = new Fan(buyer.platformId, { frontend: 'web' })
    await fan.says('/receipts')
    assert.include(JSON.stringify(fan.seen), 'Gold for a year · $9.99')
    await fan.says('/paysupport')
    assert.include(JSON.stringify(fan.seen.at(-1)), '$9.99 for “Gold for a year”')
    const [line] = await lastPayments(buyer.person.id, buyer.account)
    assert.equal(line?.sale, 'Gold for a year')
    const at = await services()
    assert.isEmpty(await refundablePayments(at, buyer.person.id))
  })

  test('the same key is the same order, and other content under it is refused', async ({
    assert,
  }) => {
    const at = await services()
    const request = saleRequest(await buyerOn('web'))
    const first = await openSale(at, request)
    assert.deepEqual(await openSale(at, request), first)
    await assert.rejects(() => openSale(at, { ...request, amount: 1_000n }), /another sale/)
    const together = saleRequest(await buyerOn('web'))
    const all = await Promise.all(Array.from({ length: 5 }, () => openSale(at, together)))
    assert.lengthOf(new Set(all.map((one) => ('orderId' in one ? one.orderId : ''))), 1)
  })

  test('one that was paid is not opened again', async ({ assert }) => {
    const { request } = await bought()
    assert.deepEqual(await openSale(await services(), request), {
      outcome: 'refused',
      reason: 'unavailable',
    })
  })

  test('a checkout that did not open is tried anew under the same key', async ({ assert }) => {
    const request = saleRequest(await buyerOn('web'))
    const away = await services({ open: () => Promise.reject(new Error('away')) })
    assert.containSubset(await openSale(away, request), { reason: 'unavailable' })
    assert.equal((await openSale(await services(), request)).outcome, 'open')
  })

  test('is refused {why}')
    .with([
      { why: 'by a gateway that is not offered there', more: { gateway: 'stripe' } },
      { why: 'in a currency that it does not take', more: { currency: 'GBP' } },
      {
        why: 'as a subscription, by a gateway that charges once',
        more: { recurring: { period: 'month' as const, trialDays: 0 } },
      },
    ])
    .run(async ({ assert }, { more }) => {
      const request = saleRequest(await buyerOn('web'), more)
      assert.deepEqual(await openSale(await services(), request), {
        outcome: 'refused',
        reason: 'not_offered',
      })
    })

  test('a person’s own limit for money counts it, before and after it is paid', async ({
    assert,
  }) => {
    const at = await services()
    const buyer = await buyerOn('web')
    await sql('insert into payments_money_limits (person_id, daily) values (:id, 1500)', {
      id: buyer.person.id,
    })
    const { order } = await sell(at, saleRequest(buyer))
    const second = saleRequest(buyer)
    const capped = { outcome: 'refused', reason: 'capped' }
    assert.deepEqual(await openSale(at, second), capped)
    await applyFacts(at, 'test', [paidFact({ order })])
    assert.deepEqual(await openSale(at, second), capped)
    // In another currency it counts by what its coins are worth: 100 coins are a dollar.
    const rupees = { ...second, currency: 'INR', amount: 8_000n }
    assert.equal((await openSale(at, rupees)).outcome, 'open')
  })

  test('twenty orders an hour are enough for anybody', async ({ assert }) => {
    const at = await services()
    const buyer = await buyerOn('web')
    for (let n = 0; n < 20; n++) await sell(at, saleRequest(buyer))
    assert.deepEqual(await openSale(at, saleRequest(buyer)), {
      outcome: 'refused',
      reason: 'too_many',
    })
  })

  test('another amount than the order’s waits for an admin, and sells nothing', async ({
    assert,
  }) => {
    const at = await services()
    const sold = await sell(at, saleRequest(await buyerOn('web')))
    await applyFacts(at, 'test', [paidFact(sold, { amount: 1n })])
    assert.isEmpty(await toldOf('sold', sold.order.id))
    assert.equal(await earnedBy(at, sold.request.creatorId), 0n)
  })

  test('a part goes back, then a dispute takes the rest and is won', async ({ assert }) => {
    const { request, order, payment } = await bought()
    const at = await services()
    const about = { payment, at: new Date() }
    await applyFacts(at, 'test', [
      { kind: 'refunded', refund: randomUUID(), amount: 333n, ...about },
    ])
    const dispute = randomUUID()
    await applyFacts(at, 'test', [
      { kind: 'disputed', dispute, amount: 666n, fee: 1_500n, ...about },
    ])
    assert.equal(await earnedBy(at, request.creatorId), 0n)
    await applyFacts(at, 'test', [{ kind: 'dispute_won', dispute, ...about }])
    // A third of what it is worth, rounded down, and the creator's part of that, rounded down.
    assert.equal(await earnedBy(at, request.creatorId), CREATOR_PART - 23_332n)
    const told = await toldOf('sale_returned', order.id)
    assert.deepEqual(
      told.map(({ kind, change, whole }) => [kind, change, whole]),
      [
        ['refund', 'taken', false],
        ['dispute', 'taken', true],
        ['dispute', 'given', false],
      ]
    )
  })

  test('a warning of fraud gives the money back, and takes the creator’s share with it', async ({
    assert,
  }) => {
    const at = await services({
      refund: ({ key }) => Promise.resolve({ outcome: 'refunded', refund: `re_${key}` }),
    })
    const { request, order, payment } = await bought()
    await applyFacts(at, 'test', [{ kind: 'fraud_warned', payment, warning: randomUUID() }])
    assert.equal(await earnedBy(at, request.creatorId), 0n)
    assert.containSubset((await toldOf('sale_returned', order.id))[0], { whole: true })
  })

  test('a refund under a key is one refund, whoever asks again; a pack’s payment is no sale', async ({
    assert,
  }) => {
    const given: (bigint | null)[] = []
    const at = await services({
      refund: ({ key, amount }) => {
        given.push(amount)
        return Promise.resolve({ outcome: 'refunded', refund: `re_${key}` })
      },
    })
    const { paymentId, request } = await bought()
    const wish = { key: randomUUID(), paymentId, amount: 100n, reason: 'paid twice' }
    assert.equal(await refundSale(at, wish), 'refunded')
    assert.equal(await refundSale(at, wish), 'refunded')
    assert.deepEqual(given, [100n])
    assert.equal(await refundSale(at, { ...wish, key: randomUUID(), amount: 900n }), 'refused')
    const other = await bought()
    await assert.rejects(
      () => refundSale(at, { ...wish, paymentId: other.paymentId }),
      /another payment/
    )
    assert.equal(await refundSale(at, { ...wish, paymentId: randomUUID() }), 'refused')
    assert.notEqual(await earnedBy(at, request.creatorId), 0n)
    const rest = { paymentId, amount: null, by: 'admin', reason: 'asked for' }
    assert.equal((await refundPayment(at, rest)).outcome, 'refunded')
    assert.equal(await earnedBy(at, request.creatorId), 0n)
  })

  test('reconciliation finds a payment that was never told of', async ({ assert }) => {
    const buyer = await buyerOn('web')
    const sold = await sell(await services(), saleRequest(buyer))
    const missed = paidFact(sold)
    const at = await services({
      async *list() {
        if (missed.kind === 'paid') yield { ...missed, gatewayFee: 59n }
      },
    })
    await reconcileGateway(at, {
      gateway: 'test',
      since: new Date(Date.now() - 86_400_000),
      signal: new AbortController().signal,
    })
    assert.lengthOf(await toldOf('sold', sold.order.id), 1)
    assert.equal(await earnedBy(at, sold.request.creatorId), CREATOR_PART)
  })

  test('who is deleted is not charged any more, and is told so before', async ({ assert }) => {
    const renewing: boolean[] = []
    const at = await servicesWith(recurringGateway())
    const buyer = await buyerOn('web')
    const recurring = { period: 'month', trialDays: 0 } as const
    const { order } = await sell(at, saleRequest(buyer, { recurring }))
    const about = { order: { id: order.id }, subscription: `sub_${order.id}`, at: new Date() }
    await applyFacts(at, 'test', [
      { kind: 'subscription_changed', ...about, state: 'running', renews: true, paidUntil: null },
    ])
    const identity = await app.container.make('identity')
    const losses = await identity.lossesOf(buyer.person.id, { t: (key) => key, coins: String })
    assert.include(losses, 'payments.sales.losses')
    assert.deepEqual(await identity.deletePerson(buyer.person.id), { outcome: 'deleted' })
    const [job] = await jobsNaming('payments.stop_renewing', order.id)
    assert.deepEqual(job?.payload, { orderId: order.id })
    const stopping = await servicesWith(
      recurringGateway({
        subscriptions: {
          periods: ['month'],
          trials: false,
          mostAmount: null,
          open: () => Promise.resolve({ outcome: 'unavailable', reason: 'closed' }),
          setRenewing: (_subscription, goesOn) => {
            renewing.push(goesOn)
            return Promise.resolve('set')
          },
          look: () =>
            Promise.resolve([
              {
                kind: 'subscription_changed',
                ...about,
                at: new Date(),
                state: 'running',
                renews: false,
                paidUntil: null,
              },
            ]),
        },
      })
    )
    assert.equal(await setSaleRenewing(stopping, order.id, false), 'set')
    assert.deepEqual(renewing, [false])
    assert.containSubset((await toldOf('subscription_changed', order.id)).at(-1), { renews: false })
  })

  test('an export names it, and so does the service what can be sold where', async ({ assert }) => {
    const { buyer } = await bought({ title: 'Silver' })
    const people = await (await app.container.make('plugins')).people()
    const payments = people.find(({ name }) => name === 'payments')
    const kept = await payments?.keeps.export?.(buyer.person.id)
    assert.include(JSON.stringify(kept), '"sold_by":"club","title":"Silver"')

    const at = await services()
    assert.deepEqual((await sellingGateways(at, 'web')).map(wayOf), [
      {
        gateway: 'test',
        currencies: ['USD', 'EUR', 'INR', 'XTR'],
        recurring: [],
        trials: false,
        mostRecurring: null,
      },
    ])
  })
})
