import { createHmac, randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { RazorpayEmulator } from '#tests/emulators/razorpay/index'

const KEYS = { keyId: 'rzp_test_1', keySecret: 'key secret', webhookSecret: 'webhook secret' }

test.group('Razorpay’s emulator', (group) => {
  let razorpay: RazorpayEmulator
  group.each.setup(async () => {
    razorpay = await RazorpayEmulator.start(KEYS)
    return () => razorpay.close()
  })

  /** Asks the API; answers with its status and what it says is wrong. */
  async function asks(
    path: string,
    { body, secret = KEYS.keySecret, headers = {} }: Asked = {}
  ): Promise<{ status: number; answer: unknown; wrong: string }> {
    const response = await fetch(`${razorpay.base}/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${KEYS.keyId}:${secret}`).toString('base64')}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const wrong = /"description":"([^"]*)"/.exec(text)?.[1] ?? ''
    const answer: unknown = JSON.parse(text)
    return { status: response.status, answer, wrong: response.ok ? '' : wrong }
  }

  const order = { amount: 7900, currency: 'INR', receipt: randomUUID() }

  test('knows its keys alone', async ({ assert }) => {
    assert.equal((await asks('/orders', { secret: 'wrong' })).status, 401)
    assert.equal((await asks('/orders')).status, 200)
    assert.equal((await asks('/nothing')).status, 404)
  })

  test('refuses orders that Razorpay refuses', async ({ assert }) => {
    const refused: [unknown, string][] = [
      [{ ...order, amount: 99 }, 'at least INR 1.00'],
      [{ ...order, amount: 79.5 }, 'must be an integer'],
      [{ ...order, amount: '7900' }, 'must be an integer'],
      [{ ...order, currency: undefined }, 'currency field is required'],
      [{ ...order, receipt: 'x'.repeat(41) }, 'greater than 40 characters'],
      [{ ...order, notes: { long: 'x'.repeat(257) } }, 'note is too long'],
      [{ ...order, pack: 'starter' }, 'should not be sent'],
    ]
    for (const [body, why] of refused) {
      const { status, wrong } = await asks('/orders', { body })
      assert.equal(status, 400, why)
      assert.include(wrong, why)
    }
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    assert.equal((await asks('/orders', { body: order, headers: form })).status, 400)
    assert.equal(razorpay.world.orders.size, 0)
    assert.equal((await asks('/orders', { body: order })).status, 200)
  })

  test('captures once, the amount that was authorised', async ({ assert }) => {
    const { id } = razorpay.world.createOrder({ ...order, notes: [] })
    const payment = razorpay.world.pay(id, { late: true })
    const path = `/payments/${payment.id}/capture`
    assert.include((await asks(path, { body: { amount: 7800 } })).wrong, 'must be equal')
    assert.include(
      (await asks(path, { body: { amount: 7900, currency: 'USD' } })).wrong,
      'currency does not match'
    )
    assert.equal((await asks(path, { body: { amount: 7900, currency: 'INR' } })).status, 200)
    assert.include((await asks(path, { body: { amount: 7900 } })).wrong, 'already been captured')
    assert.throws(() => razorpay.world.pay(id), 'Payment already done for this order.')
  })

  test('refunds what is left of a captured payment, once per key and body', async ({ assert }) => {
    const { id } = razorpay.world.createOrder({ ...order, notes: [] })
    const late = razorpay.world.pay(id, { late: true })
    const path = `/payments/${late.id}/refund`
    assert.include((await asks(path, { body: {} })).wrong, 'should be captured')
    razorpay.world.capture(late.id, { amount: 7900 })
    assert.include((await asks(path, { body: { amount: 8000 } })).wrong, 'greater than')
    const keyed = { 'x-refund-idempotency': 'a-key-of-its-own' }
    const first = await asks(path, { body: { amount: 900 }, headers: keyed })
    assert.deepEqual(await asks(path, { body: { amount: 900 }, headers: keyed }), first)
    assert.include(
      (await asks(path, { body: { amount: 901 }, headers: keyed })).wrong,
      'same idempotency key'
    )
    const short = { 'x-refund-idempotency': 'short' }
    assert.include((await asks(path, { body: {}, headers: short })).wrong, 'at least 10')
    assert.equal((await asks(path, { body: {} })).status, 200)
    assert.include((await asks(path, { body: {} })).wrong, 'fully refunded already')
  })

  test('lists a page at a time, newest first, by time', async ({ assert }) => {
    for (let n = 0; n < 3; n++) razorpay.world.createOrder({ ...order, notes: [] })
    const ids = [...razorpay.world.orders.keys()].toReversed()
    const listed = await asks('/orders?count=2&skip=1')
    assert.containSubset(listed.answer, { count: 2, items: [{ id: ids[1] }, { id: ids[2] }] })
    assert.equal((await asks('/orders?count=101')).status, 400)
    assert.include((await asks('/payments?receipt=1')).wrong, 'should not be sent')
    const later = Math.floor(Date.now() / 1000) + 60
    assert.containSubset((await asks(`/orders?from=${later}`)).answer, { count: 0 })
  })

  test('signs its webhooks over the body, and its checkout over order and payment', ({
    assert,
  }) => {
    const { id } = razorpay.world.createOrder({ ...order, notes: [] })
    const payment = razorpay.world.pay(id)
    assert.deepEqual(
      razorpay.events.map(({ type }) => type),
      ['payment.authorized', 'payment.captured', 'order.paid']
    )
    const hmac = (text: string, secret: string) =>
      createHmac('sha256', secret).update(text).digest('hex')
    for (const { raw, headers } of razorpay.events) {
      assert.equal(headers['x-razorpay-signature'], hmac(raw, KEYS.webhookSecret))
    }
    assert.deepEqual(razorpay.checkoutSays(payment.id), {
      razorpay_order_id: id,
      razorpay_payment_id: payment.id,
      razorpay_signature: hmac(`${id}|${payment.id}`, KEYS.keySecret),
    })
  })

  test('sells subscriptions of a plan, and takes no cancellation back', async ({ assert }) => {
    const item = { name: 'Circle', amount: 7900, currency: 'INR' }
    const wrong = { period: 'weekly', interval: 1, item }
    assert.include((await asks('/plans', { body: wrong })).wrong, 'Not a valid period')
    const body = { period: 'monthly', interval: 1, item }
    assert.equal((await asks('/plans', { body })).status, 200)
    const [plan = ''] = razorpay.world.billing.plans.keys()
    const many = { plan_id: plan, total_count: 1_201 }
    assert.include((await asks('/subscriptions', { body: many })).wrong, 'maximum total count')
    assert.equal((await asks('/subscriptions', { body: { ...many, total_count: 12 } })).status, 200)
    const [subscription = ''] = razorpay.world.billing.subscriptions.keys()
    const cancel = `/subscriptions/${subscription}/cancel`
    const atEnd = { body: { cancel_at_cycle_end: 1 } }
    assert.include((await asks(cancel, atEnd)).wrong, 'no billing cycle')
    const { order_id: paid, invoice_id: invoice } = razorpay.world.billing.charge(subscription)
    assert.containSubset((await asks(`/invoices/${invoice}`)).answer, {
      subscription_id: subscription,
      order_id: paid,
      status: 'paid',
    })
    assert.containSubset((await asks(cancel, atEnd)).answer, { status: 'active' })
    razorpay.world.billing.endPeriod(subscription)
    assert.include((await asks(cancel, atEnd)).wrong, 'not cancellable in cancelled status')
  })

  test('starts one later after its card was tried, and captures nothing of that', async ({
    assert,
  }) => {
    const item = { name: 'Circle', amount: 7900, currency: 'INR' }
    await asks('/plans', { body: { period: 'monthly', interval: 1, item } })
    const [plan = ''] = razorpay.world.billing.plans.keys()
    const wish = { plan_id: plan, total_count: 12 }
    const soon = Math.floor(Date.now() / 1000) + 3_600
    const past = { ...wish, start_at: soon - 7_200 }
    assert.include((await asks('/subscriptions', { body: past })).wrong, 'in the past')
    const body = { ...wish, start_at: soon, expire_by: soon }
    assert.equal((await asks('/subscriptions', { body })).status, 200)
    const [name = ''] = razorpay.world.billing.subscriptions.keys()
    assert.throws(() => razorpay.world.billing.charge(name), /authenticated first/)
    const tried = razorpay.world.billing.authenticate(name)
    assert.containSubset((await asks(`/payments/${tried.id}`)).answer, {
      status: 'refunded',
      captured: false,
      amount: 500,
    })
    const cancel = `/subscriptions/${name}/cancel`
    assert.include((await asks(cancel, { body: { cancel_at_cycle_end: 1 } })).wrong, 'no billing')
    assert.containSubset((await asks(cancel, { body: {} })).answer, { status: 'cancelled' })
  })
})

interface Asked {
  body?: unknown
  secret?: string
  headers?: Record<string, string>
}
