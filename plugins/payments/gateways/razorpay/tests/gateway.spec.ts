import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import type { Fact, Order, StoredEvent } from '#plugins/payments/gateways/gateway'
import { RazorpayGateway } from '#plugins/payments/gateways/razorpay/razorpay_gateway'
import { RazorpayEmulator, type EmulatedEvent } from '#tests/emulators/razorpay/index'

const KEYS = { keyId: 'rzp_test_1', keySecret: 'key secret', webhookSecret: 'webhook secret' }

test.group('Razorpay | its API', (group) => {
  let razorpay: RazorpayEmulator
  let gateway: RazorpayGateway
  group.each.setup(async () => {
    razorpay = await RazorpayEmulator.start(KEYS)
    gateway = gatewayAt(razorpay.base)
    return () => razorpay.close()
  })

  /** Opens an order and says Razorpay's id of it. */
  async function opened(order = anOrder()): Promise<string> {
    const checkout = await gateway.open(order)
    if (checkout.outcome !== 'open' || checkout.providerOrder === null) throw new Error('Not open')
    return checkout.providerOrder
  }

  test('an order is opened once, in paise, with our id as its receipt', async ({ assert }) => {
    const order = anOrder()
    const checkout = await gateway.open(order)
    const again = await gateway.open(order)
    assert.deepEqual(again, checkout)
    assert.deepEqual(
      [...razorpay.world.orders.values()].map(({ amount, currency, receipt, notes }) => ({
        amount,
        currency,
        receipt,
        notes,
      })),
      [
        {
          amount: 7900,
          currency: 'INR',
          receipt: order.id,
          notes: { greenroom_order: order.id },
        },
      ]
    )
    assert.containSubset(checkout, {
      outcome: 'open',
      way: { kind: 'link', label: 'Pay', url: `https://example.com/pay/razorpay/${order.id}` },
    })
  })

  for (const fault of ['reset', 'busy', 'never'] as const) {
    test(`a gateway that cannot be reached (${fault}) is an outcome, and later it works`, async ({
      assert,
    }) => {
      const order = anOrder()
      razorpay.fails(fault)
      assert.equal((await gateway.open(order)).outcome, 'unavailable')
      assert.equal((await gateway.open(order)).outcome, 'open')
    })
  }

  test('an order whose answer was lost on its way is found again', async ({ assert }) => {
    const order = anOrder()
    razorpay.fails('fine', 'reset_after')
    assert.equal((await gateway.open(order)).outcome, 'unavailable')
    assert.equal(razorpay.world.orders.size, 1)
    assert.equal((await gateway.open(order)).outcome, 'open')
    assert.equal(razorpay.world.orders.size, 1)
  })

  test('a wrong key is no outage of the fan: the order is unavailable', async ({ assert }) => {
    const stranger = gatewayAt(razorpay.base, { ...KEYS, keySecret: 'another' })
    const checkout = await stranger.open(anOrder())
    assert.containSubset(checkout, { outcome: 'unavailable' })
    if (checkout.outcome === 'unavailable') assert.include(checkout.reason, 'Authentication failed')
  })

  test('a webhook is taken with the right signature over the raw body alone', async ({
    assert,
  }) => {
    razorpay.world.pay(await opened())
    const [event] = razorpay.told('order.paid')
    if (!event) throw new Error('Nothing was told')
    const verified = gateway.verify(event.raw, headerOf(event))
    assert.containSubset(verified, { eventId: event.id, type: 'order.paid' })

    assert.isNull(gateway.verify(`${event.raw} `, headerOf(event)))
    assert.isNull(gateway.verify(event.raw, () => undefined))
    assert.isNull(gateway.verify(event.raw, () => 'f'.repeat(64)))
    const other = gatewayAt(razorpay.base, { ...KEYS, webhookSecret: 'another' })
    assert.isNull(other.verify(event.raw, headerOf(event)))
  })

  test('the checkout is believed with the signature of its order and payment alone', async ({
    assert,
  }) => {
    const payment = razorpay.world.pay(await opened())
    const said = razorpay.checkoutSays(payment.id)
    const signed = {
      orderId: said.razorpay_order_id ?? '',
      paymentId: payment.id,
      signature: said.razorpay_signature ?? '',
    }
    assert.isTrue(gateway.confirms(signed))
    assert.isFalse(gateway.confirms({ ...signed, paymentId: 'pay_another' }))
    assert.isFalse(gateway.confirms({ ...signed, orderId: 'order_another' }))
    assert.isFalse(gateway.confirms({ ...signed, signature: '' }))
  })

  test('order.paid and payment.captured tell of the same payment; an order of ours is named', async ({
    assert,
  }) => {
    const order = anOrder()
    const providerOrder = await opened(order)
    const payment = razorpay.world.pay(providerOrder)
    const paid = { kind: 'paid', payment: payment.id, amount: 7900n, currency: 'INR' }
    assert.containSubset(await readAll(gateway, razorpay.told('payment.captured')), [
      { ...paid, order: { providerOrder } },
    ])
    assert.containSubset(await readAll(gateway, razorpay.told('order.paid')), [
      { ...paid, order: { id: order.id } },
    ])
  })

  test('a payment that failed says nothing: its order may still be paid', async ({ assert }) => {
    razorpay.world.decline(await opened())
    assert.deepEqual(await readAll(gateway, razorpay.events), [])
  })

  test('a payment that stayed authorised is captured, once', async ({ assert }) => {
    const payment = razorpay.world.pay(await opened(), { late: true })
    const authorized = razorpay.told('payment.authorized')
    const facts = await readAll(gateway, [...authorized, ...authorized])
    assert.containSubset(facts, [{ kind: 'paid' }, { kind: 'paid' }])
    assert.equal(payment.status, 'captured')
    assert.lengthOf(razorpay.told('payment.captured'), 1)
  })

  test('a payment of another shop on the same account is left as it is', async ({ assert }) => {
    const other = razorpay.world.createOrder({
      amount: 5000,
      currency: 'INR',
      receipt: randomUUID(),
      notes: [],
    })
    const payment = razorpay.world.pay(other.id, { late: true })
    assert.deepEqual(await readAll(gateway, razorpay.told('payment.authorized')), [])
    assert.equal(payment.status, 'authorized')
  })

  test('reading tries again later when the gateway is away', async ({ assert }) => {
    razorpay.world.pay(await opened(), { late: true })
    razorpay.fails('reset')
    await assert.rejects(
      () => readAll(gateway, razorpay.told('payment.authorized')),
      'Razorpay did not answer'
    )
  })

  test('a refund is made once per key, in parts, and not beyond the payment', async ({
    assert,
  }) => {
    const { id: payment } = razorpay.world.pay(await opened())
    const part = { payment, amount: 3000n, key: 'return:razorpay:1', payerPlatformId: null }
    const first = await gateway.refund(part)
    assert.deepEqual(await gateway.refund(part), first)
    assert.equal(first.outcome, 'refunded')
    assert.equal(razorpay.world.refunds.size, 1)

    const tooMuch = await gateway.refund({ ...part, amount: 5000n, key: 'return:razorpay:2' })
    assert.containSubset(tooMuch, { outcome: 'refused' })
    const rest = await gateway.refund({ ...part, amount: null, key: 'return:razorpay:3' })
    assert.equal(rest.outcome, 'refunded')
    assert.deepEqual(
      [...razorpay.world.refunds.values()].map(({ amount }) => amount),
      [3000, 4900]
    )
  })

  test('a refund whose answer was lost is not made twice', async ({ assert }) => {
    const { id: payment } = razorpay.world.pay(await opened())
    const part = { payment, amount: 3000n, key: 'return:razorpay:lost', payerPlatformId: null }
    razorpay.fails('fine', 'reset_after')
    await assert.rejects(() => gateway.refund(part), 'Razorpay did not answer')
    assert.equal(razorpay.world.refunds.size, 1)
    const again = await gateway.refund(part)
    assert.equal(again.outcome, 'refunded')
    assert.equal(razorpay.world.refunds.size, 1)
  })

  test('refunds that cross are one, by the idempotency key', async ({ assert }) => {
    const { id: payment } = razorpay.world.pay(await opened())
    const part = { payment, amount: 3000n, key: 'return:razorpay:crossing', payerPlatformId: null }
    const [first, second] = await Promise.all([gateway.refund(part), gateway.refund(part)])
    assert.deepEqual(first, second)
    assert.equal(razorpay.world.refunds.size, 1)
  })

  test('refunds and disputes are told as they end', async ({ assert }) => {
    const payment = razorpay.world.pay(await opened())
    const asked = { payment: payment.id, payerPlatformId: null }
    const good = await gateway.refund({ ...asked, amount: 1000n, key: 'a' })
    const bad = await gateway.refund({ ...asked, amount: 2000n, key: 'b' })
    if (good.outcome !== 'refunded' || bad.outcome !== 'refunded') throw new Error('Refused')
    razorpay.world.settleRefund(good.refund, 'processed')
    razorpay.world.settleRefund(bad.refund, 'failed')
    assert.containSubset(await readAll(gateway, razorpay.told('refund.processed')), [
      { kind: 'refunded', refund: good.refund, amount: 1000n },
    ])
    assert.containSubset(await readAll(gateway, razorpay.told('refund.failed')), [
      { kind: 'refund_failed', refund: bad.refund },
    ])

    const won = razorpay.world.dispute(payment.id)
    razorpay.world.endDispute(won.id, 'won')
    const lost = razorpay.world.dispute(payment.id)
    razorpay.world.endDispute(lost.id, 'lost')
    const told = razorpay.events.filter(({ type }) => type.startsWith('payment.dispute.'))
    const facts = (await readAll(gateway, told)).filter(({ kind }) => kind.startsWith('disput'))
    assert.deepEqual(
      facts.map(({ kind }) => kind),
      ['disputed', 'disputed', 'dispute_won', 'disputed', 'disputed', 'dispute_lost']
    )
  })

  test('a question of the bank takes nothing; a fraud notice warns', async ({ assert }) => {
    const payment = razorpay.world.pay(await opened())
    razorpay.world.dispute(payment.id, 'retrieval')
    const notice = razorpay.world.dispute(payment.id, 'fraud')
    const facts = await readAll(gateway, razorpay.told('payment.dispute.created'))
    assert.deepEqual(
      facts.filter(({ kind }) => kind !== 'paid'),
      [{ kind: 'fraud_warned', payment: payment.id, warning: notice.id }]
    )
  })

  test('everything that is true of a payment can be looked up', async ({ assert }) => {
    const payment = razorpay.world.pay(await opened(), { late: true })
    assert.deepEqual(await gateway.look('pay_nobody'), [])
    assert.containSubset(await gateway.look(payment.id), [{ kind: 'paid' }])
    await gateway.refund({ payment: payment.id, amount: 900n, key: 'c', payerPlatformId: null })
    razorpay.world.dispute(payment.id)
    assert.deepEqual(
      (await gateway.look(payment.id)).map(({ kind }) => kind),
      ['paid', 'refunded', 'disputed']
    )
  })

  test('the list goes over its pages and says what Razorpay keeps', async ({ assert }) => {
    const payments = new Set<string>()
    for (let n = 0; n < 101; n++) {
      const order = razorpay.world.createOrder({
        amount: 10_000,
        currency: 'INR',
        receipt: null,
        notes: [],
      })
      payments.add(razorpay.world.pay(order.id).id)
    }
    const [one = ''] = payments
    await gateway.refund({ payment: one, amount: null, key: 'd', payerPlatformId: null })
    razorpay.world.dispute(one)
    const records = await Array.fromAsync(gateway.list(new Date(Date.now() - 60_000)))
    const paid = records.filter(({ kind }) => kind === 'paid')
    assert.deepEqual(new Set(paid.map(({ payment }) => payment)), payments)
    assert.lengthOf(paid, payments.size)
    assert.equal(paid[0]?.gatewayFee, 236n)
    assert.deepEqual(
      records.filter(({ kind }) => kind !== 'paid').map(({ kind }) => kind),
      ['refunded', 'disputed']
    )
    const later = await Array.fromAsync(gateway.list(new Date(Date.now() + 60_000)))
    assert.lengthOf(later, 0)
  })

  test('what was kept when a payment was settled is the last word on its fee', async ({
    assert,
  }) => {
    const { id: payment } = razorpay.world.pay(await opened())
    const fee = async () => {
      const records = await Array.fromAsync(gateway.list(new Date(Date.now() - 60_000)))
      return records.find((one) => one.payment === payment)?.gatewayFee
    }
    assert.equal(await fee(), 186n)
    razorpay.world.settle(() => ({ fee: 118, tax: 18 }))
    assert.equal(await fee(), 118n)
    const years = await Array.fromAsync(gateway.list(new Date(Date.now() - 400 * 86_400_000)))
    assert.lengthOf(years, 1)
  })

  test('an answer that is no answer of Razorpay is refused', async ({ assert }) => {
    const event = stored({ payload: { payment: { entity: { entity: 'payment', id: 'pay_1' } } } })
    await assert.rejects(() => gateway.read(event), /without currency|whole number/)
  })

  test('settlements and other events are of no use', async ({ assert }) => {
    const settled = { event: 'settlement.processed', payload: { settlement: { entity: {} } } }
    assert.deepEqual(await gateway.read(stored(settled)), [])
  })
})

function gatewayAt(apiBase: string, keys = KEYS): RazorpayGateway {
  return new RazorpayGateway({
    settings: { ...keys, apiBase, timeout: 500 },
    payPage: ({ id }) => ({ label: 'Pay', url: `https://example.com/pay/razorpay/${id}` }),
  })
}

function anOrder(): Order {
  return {
    id: randomUUID(),
    personId: randomUUID(),
    accountId: null,
    gateway: 'razorpay',
    packId: 'starter',
    sale: null,
    title: 'Starter',
    description: '100 coins',
    coins: 100_000n,
    bonus: 0n,
    currency: 'INR',
    amount: 7_900n,
    locale: 'en',
    email: null,
  }
}

function headerOf(event: EmulatedEvent): (name: string) => string | undefined {
  return (name) => event.headers[name.toLowerCase()]
}

function stored(body: StoredEvent['body'], event?: EmulatedEvent): StoredEvent {
  return {
    id: 1n,
    provider: 'razorpay',
    eventId: event?.id ?? 'one',
    type: event?.type ?? 'one',
    body,
    receivedAt: new Date(),
  }
}

/** What events say, as the inbox would have them read. */
async function readAll(
  gateway: RazorpayGateway,
  events: readonly EmulatedEvent[]
): Promise<Fact[]> {
  const facts: Fact[] = []
  for (const event of events) {
    const verified = gateway.verify(event.raw, headerOf(event))
    if (!verified) throw new Error('The signature is wrong')
    facts.push(...(await gateway.read(stored(verified.body, event))))
  }
  return facts
}
