import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import fc from 'fast-check'
import type { JsonObject } from '#app/job_kit/types'
import { sql } from '#app/support/sql'
import { refundSale } from '#plugins/payments/actions/refund_sale'
import { setSaleRenewing } from '#plugins/payments/actions/set_sale_renewing'
import { RazorpayGateway } from '#plugins/payments/gateways/razorpay/razorpay_gateway'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { lookAtSubscriptions } from '#plugins/payments/reconciliation/actions/look_at_subscriptions'
import { reconcileGateway } from '#plugins/payments/reconciliation/actions/reconcile_gateway'
import type { PaymentsServices } from '#plugins/payments/services'
import {
  buyerOn,
  inboxMark,
  servicesWith,
  workInbox,
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
import { RazorpayEmulator, type EmulatedEvent } from '#tests/emulators/razorpay/index'
import { verifyBooks } from '#tests/support/books'

const KEYS = { keyId: 'rzp_test_1', keySecret: 'key secret', webhookSecret: 'webhook secret' }
const WEBHOOK = `http://${process.env.HOST}:${process.env.PORT}/webhooks/razorpay`
const DAY_MS = 86_400_000

test.group('Razorpay | the life of a subscription', (group) => {
  let razorpay: RazorpayEmulator
  let services: PaymentsServices
  let heard = 0
  group.tap((one) => one.timeout(60_000))
  group.setup(() => fillRevenue())
  group.teardown(() => verifyBooks())
  group.each.setup(async () => {
    razorpay = await RazorpayEmulator.start(KEYS)
    heard = 0
    const gateway = new RazorpayGateway({
      settings: { ...KEYS, apiBase: razorpay.base, timeout: 5_000 },
      payPage: ({ id }) => ({ label: 'Pay', url: `https://example.com/pay/razorpay/${id}` }),
    })
    services = await servicesWith(gateway)
    const disconnect = await connect(gateway)
    return async () => {
      disconnect()
      await razorpay.close()
    }
  })

  /** Signed events go over HTTP to the program's webhook, and are worked on. */
  async function hear(events: readonly EmulatedEvent[]): Promise<void> {
    const mark = await inboxMark()
    for (const event of events) {
      const status = await razorpay.deliver(event, WEBHOOK)
      if (status !== 200) throw new Error(`The webhook answered ${status} to ${event.type}`)
    }
    await workInbox(services, 'razorpay', mark)
  }

  /** What happened since the last time, each twice and the newest first. */
  async function hooks(): Promise<void> {
    const news = razorpay.events.slice(heard).toReversed()
    heard = razorpay.events.length
    await hear([...news, ...news])
  }

  async function opens(trialDays = 0): Promise<Sold & { name: string }> {
    const recurring = { period: 'month', trialDays } as const
    const about = { gateway: 'razorpay', currency: 'INR', amount: 49_900n, recurring }
    const sold = await sell(services, saleRequest(await buyerOn('web'), about))
    return { ...sold, name: sold.checkout.providerOrder ?? '' }
  }

  const billing = () => razorpay.world.billing
  const last = async ({ order }: Sold): Promise<JsonObject | undefined> =>
    (await toldOf('subscription_changed', order.id)).at(-1)
  const daysPaid = async (sold: Sold): Promise<number> =>
    Math.round((Date.parse(String((await last(sold))?.paidUntil)) - Date.now()) / DAY_MS)
  const payments = async ({ order }: Sold): Promise<number> =>
    (await toldOf('sold', order.id)).length
  const giveBack = (paymentId: unknown, amount: bigint | null = null) =>
    refundSale(services, {
      key: randomUUID(),
      paymentId: String(paymentId),
      amount,
      reason: 'asked for',
    })

  test('authorised and paid, paid again, a card that fails and is replaced, cancelled, over, refunded', async ({
    assert,
  }) => {
    const life = await opens()
    billing().charge(life.name)
    assert.includeMembers(
      razorpay.events.map(({ type }) => type),
      ['subscription.authenticated', 'subscription.activated', 'subscription.charged']
    )
    await hooks()
    assert.containSubset(await last(life), { state: 'running', renews: true })
    assert.equal(await payments(life), 1)
    const begun = await daysPaid(life)
    assert.isAbove(begun, 26)

    billing().charge(life.name)
    await hooks()
    assert.equal(await payments(life), 2)
    assert.isAbove(await daysPaid(life), begun + 26)
    assert.equal(await earnedBy(services, life.request.creatorId), 2n * CREATOR_PART)

    billing().fail(life.name)
    await hooks()
    assert.containSubset(await last(life), { state: 'past_due', renews: true })
    const paid = await daysPaid(life)
    billing().fail(life.name, 'halted')
    await hooks()
    assert.containSubset(await last(life), { state: 'past_due', renews: false })
    assert.equal(await daysPaid(life), paid, 'what was not paid is not theirs')
    assert.equal(await payments(life), 2)

    billing().charge(life.name)
    await hooks()
    assert.containSubset(await last(life), { state: 'running', renews: true })
    assert.equal(await payments(life), 3)

    assert.equal(await setSaleRenewing(services, life.order.id, false), 'set')
    assert.containSubset(await last(life), { state: 'running', renews: false })
    assert.equal(await setSaleRenewing(services, life.order.id, true), 'refused')
    billing().endPeriod(life.name)
    await hooks()
    assert.containSubset(await last(life), { state: 'ended', renews: false })

    const paidThen = await toldOf('sold', life.order.id)
    assert.equal(await giveBack(paidThen.at(-1)?.paymentId, 9_900n), 'refunded')
    assert.equal(await giveBack(paidThen.at(-1)?.paymentId), 'refunded')
    for (const { id } of razorpay.world.refunds.values()) {
      razorpay.world.settleRefund(id, 'processed')
    }
    await hooks()
    const back = await toldOf('sale_returned', life.order.id)
    assert.deepEqual(
      back.map(({ amount, gone, whole }) => [amount, gone, whole]),
      [
        ['9900', '9900', false],
        ['40000', '49900', true],
      ]
    )
    assert.equal(await earnedBy(services, life.request.creatorId), 2n * CREATOR_PART)
  })

  test('in whatever order and however often it is told, it ends the same', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), async (keys) => {
        const life = await opens()
        const from = razorpay.events.length
        const first = billing().charge(life.name)
        billing().fail(life.name)
        billing().charge(life.name)
        const refund = razorpay.world.refund(first.id, { receipt: null, speed: 'normal' }, null)
        razorpay.world.settleRefund(refund.id, 'processed')
        billing().cancel(life.name, false)
        const events = razorpay.events.slice(from)
        const twice = [...events, ...events]
        const order = twice.map((event, at) => ({ event, key: keys[at % keys.length] ?? 0 }))
        await hear(order.toSorted((a, b) => a.key - b.key).map(({ event }) => event))
        assert.equal(await payments(life), 2)
        assert.containSubset(await last(life), { state: 'ended', renews: false })
        const back = await toldOf('sale_returned', life.order.id)
        assert.lengthOf(back, 1)
        assert.containSubset(back[0], { gone: '49900', whole: true })
        assert.equal(await earnedBy(services, life.request.creatorId), CREATOR_PART)
      }),
      { numRuns: 8 }
    )
  })

  test('free days: the card is tried, nothing is charged until they are over', async ({
    assert,
  }) => {
    const life = await opens(7)
    const tried = billing().authenticate(life.name)
    await hooks()
    assert.equal(tried.amount, 500)
    assert.isFalse(tried.captured, 'nobody takes what tries the card')
    assert.containSubset(await last(life), { state: 'running', renews: true })
    const free = await daysPaid(life)
    assert.isTrue(free >= 7 && free <= 8, `${free} days`)
    assert.equal(await payments(life), 0)
    assert.isEmpty(await toldOf('sale_returned', life.order.id))

    billing().charge(life.name)
    await hooks()
    assert.equal(await payments(life), 1)
    assert.isAbove(await daysPaid(life), free + 26)
    assert.equal(await earnedBy(services, life.request.creatorId), CREATOR_PART)
  })

  test('free days that are cancelled stay theirs, and are never charged for', async ({
    assert,
  }) => {
    const life = await opens(7)
    billing().authenticate(life.name)
    await hooks()
    assert.equal(await setSaleRenewing(services, life.order.id, false), 'set')
    await hooks()
    assert.containSubset(await last(life), { state: 'ended', renews: false })
    assert.isAtLeast(await daysPaid(life), 7)
    assert.throws(() => billing().charge(life.name), /not chargeable in cancelled/)
  })

  test('free days whose card does not pay afterwards are over', async ({ assert }) => {
    const life = await opens(7)
    billing().authenticate(life.name)
    billing().fail(life.name)
    await hooks()
    assert.containSubset(await last(life), { state: 'past_due', renews: true })
    assert.isBelow(await daysPaid(life), 9)
    assert.equal(await payments(life), 0)
  })

  test('an operator pauses it and has it go on', async ({ assert }) => {
    const life = await opens()
    billing().charge(life.name)
    billing().pause(life.name, true)
    await hooks()
    assert.containSubset(await last(life), { state: 'past_due', renews: false })
    billing().pause(life.name, false)
    await hooks()
    assert.containSubset(await last(life), { state: 'running', renews: true })
  })

  test('webhooks were lost for a month: what was paid is found, and what tried a card is no difference', async ({
    assert,
  }) => {
    const life = await opens()
    billing().charge(life.name)
    await hooks()
    billing().charge(life.name)
    const trial = await opens(7)
    const tried = billing().authenticate(trial.name)
    billing().cancel(life.name, false)
    heard = razorpay.events.length
    const { signal } = new AbortController()
    const since = new Date(Date.now() - DAY_MS)
    await reconcileGateway(services, { gateway: 'razorpay', since, signal })
    assert.equal(await payments(life), 2)
    assert.equal(await payments(trial), 0)
    const differences = await sql(
      'select 1 from payments_differences where subject like :name or subject like :refund',
      { name: `%${tried.id}%`, refund: `%${[...razorpay.world.refunds.keys()].at(-1) ?? ''}%` }
    )
    assert.isEmpty(differences)

    await sql(
      `update payments_subscriptions set paid_until = now() - interval '1 hour' where order_id = :id`,
      { id: life.order.id }
    )
    await lookAtSubscriptions(services, 'razorpay', signal)
    assert.containSubset(await last(life), { state: 'ended' })
  })
})
