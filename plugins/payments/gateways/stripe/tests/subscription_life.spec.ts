import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import type { JsonObject } from '#app/job_kit/types'
import { sql } from '#app/support/sql'
import { openSale } from '#plugins/payments/actions/open_sale'
import { refundSale } from '#plugins/payments/actions/refund_sale'
import { setSaleRenewing } from '#plugins/payments/actions/set_sale_renewing'
import { gatewayOn } from '#plugins/payments/gateways/stripe/tests/support/counter'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { lookAtSubscriptions } from '#plugins/payments/reconciliation/actions/look_at_subscriptions'
import { reconcileGateway } from '#plugins/payments/reconciliation/actions/reconcile_gateway'
import type { PaymentsServices } from '#plugins/payments/services'
import {
  buyerOn,
  inboxMark,
  servicesWith,
  workInbox,
  type Buyer,
} from '#plugins/payments/tests/support/counter'
import { fillRevenue } from '#plugins/payments/tests/support/lives'
import {
  CREATOR_PART,
  earnedBy,
  saleRequest,
  sell,
  toldOf,
  type Sold,
} from '#plugins/payments/tests/support/sales'
import { startStripeEmulator, type StripeEmulator } from '#tests/emulators/stripe/index'
import { verifyBooks } from '#tests/support/books'

/** Seconds. */
const DAY = 24 * 60 * 60

test.group('Stripe | the life of a subscription', (group) => {
  let stripe: StripeEmulator
  let services: PaymentsServices
  group.setup(() => fillRevenue())
  group.teardown(() => verifyBooks())
  group.each.setup(async () => {
    stripe = await startStripeEmulator()
    const gateway = gatewayOn(stripe)
    services = await servicesWith(gateway)
    const disconnect = await connect(gateway)
    return async () => {
      disconnect()
      await stripe.close()
    }
  })

  /** Stripe's events go over HTTP to the program's webhook, each twice and in a wrong order, and are worked on. */
  const hooks = async (): Promise<void> => {
    const mark = await inboxMark()
    const to = `http://${process.env.HOST}:${process.env.PORT}/webhooks/stripe`
    await stripe.deliver({ to, copies: 2, order: (all) => all.toReversed() })
    await workInbox(services, 'stripe', mark)
  }

  async function subscribes(
    trialDays = 0
  ): Promise<Sold & { buyer: Buyer; subscription: string; pay: () => void }> {
    const buyer = await buyerOn('web')
    const recurring = { period: 'month', trialDays } as const
    const sold = await sell(services, saleRequest(buyer, { gateway: 'stripe', recurring }))
    const pay = () => stripe.deeds.pay(sold.checkout.providerOrder ?? '')
    pay()
    await hooks()
    const { subscription } = stripe.deeds.session(sold.checkout.providerOrder ?? '')
    return { ...sold, buyer, subscription: subscription ?? '', pay }
  }

  const last = async ({ order }: Sold): Promise<JsonObject | undefined> =>
    (await toldOf('subscription_changed', order.id)).at(-1)
  const daysPaid = async (sold: Sold): Promise<number> => {
    const until = Date.parse(String((await last(sold))?.paidUntil)) / 1000
    return Math.round((until - stripe.world.now()) / DAY)
  }
  const payments = async ({ order }: Sold): Promise<number> =>
    (await toldOf('sold', order.id)).length

  test('free days, a month, another, a card that fails and is replaced, an end', async ({
    assert,
  }) => {
    const life = await subscribes(7)
    const { request, subscription, order } = life
    assert.containSubset(await last(life), { state: 'running', renews: true })
    assert.equal(await daysPaid(life), 7)
    assert.equal(await payments(life), 0, 'the invoice of free days is no payment')

    stripe.billing.moveOn(8 * DAY)
    await hooks()
    assert.equal(await payments(life), 1)
    assert.isAbove(await daysPaid(life), 26)
    stripe.billing.moveOn(31 * DAY)
    await hooks()
    assert.equal(await payments(life), 2)
    assert.equal(await earnedBy(services, request.creatorId), 2n * CREATOR_PART)

    stripe.billing.changeCard(subscription, 'insufficient_funds')
    stripe.billing.moveOn(31 * DAY)
    await hooks()
    assert.containSubset(await last(life), { state: 'past_due', renews: true })
    assert.isBelow(await daysPaid(life), 1, 'the new month is not paid')
    assert.equal(await payments(life), 2)

    stripe.billing.changeCard(subscription, 'succeeds')
    await hooks()
    assert.containSubset(await last(life), { state: 'running', renews: true })
    assert.equal(await payments(life), 3)

    assert.equal(await setSaleRenewing(services, order.id, false), 'set')
    assert.containSubset(await last(life), { state: 'running', renews: false })
    const paidFor = await daysPaid(life)
    assert.isAbove(paidFor, 20)
    stripe.billing.moveOn(40 * DAY)
    await hooks()
    assert.containSubset(await last(life), { state: 'ended', renews: false })
    assert.equal(await payments(life), 3)
    assert.equal(await earnedBy(services, request.creatorId), 3n * CREATOR_PART)
  })

  test('a month is refunded, another disputed and lost', async ({ assert }) => {
    const life = await subscribes()
    stripe.billing.moveOn(32 * DAY)
    await hooks()
    const [first, second] = await toldOf('sold', life.order.id)
    const wish = { key: randomUUID(), paymentId: String(first?.paymentId), amount: null }
    assert.equal(await refundSale(services, { ...wish, reason: 'asked for' }), 'refunded')
    await hooks()
    const intent = stripe.world.intents.all().at(-1)?.id ?? ''
    const dispute = stripe.deeds.dispute(intent)
    await hooks()
    stripe.deeds.closeDispute(dispute.id, 'lost')
    await hooks()
    const told = await toldOf('sale_returned', life.order.id)
    assert.deepEqual(
      told.map(({ paymentId, kind, change, whole }) => [paymentId, kind, change, whole]),
      [
        [first?.paymentId, 'refund', 'taken', true],
        [second?.paymentId, 'dispute', 'taken', true],
      ]
    )
    assert.equal(await earnedBy(services, life.request.creatorId), 0n)
  })

  test('a card that never pays again ends it after Stripe’s own attempts', async ({ assert }) => {
    const life = await subscribes()
    stripe.billing.changeCard(life.subscription, 'card_declined')
    stripe.billing.moveOn(60 * DAY)
    await hooks()
    assert.containSubset(await last(life), { state: 'ended', renews: false })
    assert.isBelow(await daysPaid(life), -20, 'it ended with what was paid')
    assert.equal(await payments(life), 1)
    assert.equal(await setSaleRenewing(services, life.order.id, true), 'refused')
  })

  test('an operator who ends it at once leaves what was paid', async ({ assert }) => {
    const life = await subscribes()
    stripe.billing.endSubscription(life.subscription)
    await hooks()
    assert.containSubset(await last(life), { state: 'ended' })
    assert.isAbove(await daysPaid(life), 26)
  })

  test('who is deleted at Stripe is not charged any more', async ({ assert }) => {
    const life = await subscribes()
    const [customer] = stripe.world.customers.all()
    const path = `${stripe.base}/v1/customers/${customer?.id ?? ''}`
    await fetch(path, { method: 'DELETE', headers: { authorization: `Bearer ${stripe.key}` } })
    stripe.billing.moveOn(40 * DAY)
    await hooks()
    assert.containSubset(await last(life), { state: 'ended' })
    assert.equal(await payments(life), 1)
  })

  test('webhooks were lost for a month: reconciliation finds what was paid', async ({ assert }) => {
    const life = await subscribes()
    stripe.billing.moveOn(32 * DAY)
    stripe.takeEvents()
    assert.equal(await payments(life), 1)
    await reconcileGateway(services, {
      gateway: 'stripe',
      since: new Date(Date.now() - DAY * 1000),
      signal: new AbortController().signal,
    })
    assert.equal(await payments(life), 2)
    assert.equal(await earnedBy(services, life.request.creatorId), 2n * CREATOR_PART)
  })

  test('the event of its end was lost: it is asked for once its time is over', async ({
    assert,
  }) => {
    const life = await subscribes()
    stripe.billing.endSubscription(life.subscription)
    stripe.takeEvents()
    const { signal } = new AbortController()
    await lookAtSubscriptions(services, 'stripe', signal)
    assert.containSubset(await last(life), { state: 'running' })
    await sql(
      `update payments_subscriptions set paid_until = now() - interval '1 hour' where order_id = :id`,
      { id: life.order.id }
    )
    await lookAtSubscriptions(services, 'stripe', signal)
    assert.containSubset(await last(life), { state: 'ended' })
  })

  test('cancelled before any event came, and while Stripe is away', async ({ assert }) => {
    const buyer = await buyerOn('web')
    const recurring = { period: 'year', trialDays: 0 } as const
    const about = { gateway: 'stripe', recurring, amount: 9_900n }
    const sold = await sell(services, saleRequest(buyer, about))
    assert.equal(await setSaleRenewing(services, sold.order.id, false), 'refused')
    stripe.deeds.pay(sold.checkout.providerOrder ?? '')
    stripe.faults.plan(/subscriptions/, { kind: 'status', status: 503 }, 4)
    await assert.rejects(() => setSaleRenewing(services, sold.order.id, false))
    stripe.faults.clear()
    assert.equal(await setSaleRenewing(services, sold.order.id, false), 'set')
    assert.containSubset(await last(sold), { state: 'running', renews: false })
    await hooks()
    assert.equal(await payments(sold), 1)
    assert.isAbove(await daysPaid(sold), 360)
  })

  test('a first card that does not pay leaves the page open; nobody pays an expired one', async ({
    assert,
  }) => {
    const recurring = { period: 'month', trialDays: 0 } as const
    const request = saleRequest(await buyerOn('web'), { gateway: 'stripe', recurring })
    const sold = await sell(services, request)
    const page = sold.checkout.providerOrder ?? ''
    stripe.deeds.pay(page, { card: 'card_declined' })
    await hooks()
    assert.equal(await payments(sold), 0)
    assert.isUndefined(await last(sold))
    stripe.deeds.expire(page)
    await hooks()
    assert.deepEqual(await openSale(services, request), {
      outcome: 'refused',
      reason: 'unavailable',
    })
  })

  test('what another program sells on the same account is none of ours', async ({ assert }) => {
    const life = await subscribes()
    const subscription = stripe.world.subscriptions.get(life.subscription)
    subscription.metadata = {}
    const paid = await payments(life)
    stripe.billing.moveOn(32 * DAY)
    await hooks()
    assert.equal(await payments(life), paid)
  })
})
