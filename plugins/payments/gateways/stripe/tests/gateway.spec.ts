import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import type { Fact, Order, StoredEvent } from '#plugins/payments/gateways/gateway'
import { StripeUnavailable } from '#plugins/payments/gateways/stripe/client'
import { findCustomer } from '#plugins/payments/gateways/stripe/customers'
import type { StripeGateway } from '#plugins/payments/gateways/stripe/stripe_gateway'
import { gatewayOn } from '#plugins/payments/gateways/stripe/tests/support/counter'
import {
  DISPUTE_FEE,
  feeOf,
  startStripeEmulator,
  STRIPE_KEY,
  type StripeEmulator,
  type StripeEvent,
} from '#tests/emulators/stripe/index'

const anOrder = (change: Partial<Order> = {}): Order => ({
  id: randomUUID(),
  personId: randomUUID(),
  accountId: null,
  gateway: 'stripe',
  packId: 'popular',
  sale: null,
  title: 'Popular',
  description: '550 coins, 50 of them a present',
  coins: 500_000n,
  bonus: 50_000n,
  currency: 'USD',
  amount: 499n,
  locale: 'es',
  email: 'fan@example.com',
  ...change,
})

test.group('Stripe', (group) => {
  let stripe: StripeEmulator
  let gateway: StripeGateway

  group.each.setup(async () => {
    stripe = await startStripeEmulator()
    gateway = gatewayOn(stripe)
    return () => stripe.close()
  })

  const read = (event: StripeEvent): Promise<readonly Fact[]> => {
    const { body, headers } = stripe.signed(event)
    const verified = gateway.verify(body, (name) => new Headers(headers).get(name) ?? undefined)
    if (!verified) throw new Error('The signature is wrong')
    const stored: StoredEvent = { id: 1n, provider: 'stripe', receivedAt: new Date(), ...verified }
    return gateway.read(stored)
  }

  const openPage = async (order: Order) => {
    const checkout = await gateway.open(order)
    if (checkout.outcome !== 'open' || checkout.way.kind !== 'link') throw new Error('Not open')
    return { page: checkout.way.url, label: checkout.way.label, session: checkout.providerOrder }
  }

  const paid = async (order: Order): Promise<string> => {
    const { page } = await openPage(order)
    return stripe.deeds.pay(page).payment_intent ?? ''
  }

  test('an order opens one page, in the fan’s language, for the order’s own price', async ({
    assert,
  }) => {
    const order = anOrder()
    const { page, label, session } = await openPage(order)
    assert.equal(label, 'Pagar con tarjeta')
    assert.equal((await openPage(order)).page, page)
    assert.containSubset(stripe.world.sessions.get(session ?? ''), {
      amount_total: 499,
      currency: 'usd',
      locale: 'es',
      client_reference_id: order.id,
    })
    assert.include(stripe.world.sessions.get(session ?? '').success_url, `order=${order.id}`)
    const created = stripe.requests.filter(({ path }) => path === '/v1/checkout/sessions')
    assert.include(created[0]?.idempotencyKey ?? '', order.id)
    assert.equal(created[0]?.version, '2026-10-28.endive')
  })

  test('a person stays one customer, with the card that was ticked to be kept', async ({
    assert,
  }) => {
    const personId = randomUUID()
    const [first, second] = await Promise.all([
      openPage(anOrder({ personId })),
      openPage(anOrder({ personId, email: null })),
    ])
    assert.exists(first)
    assert.lengthOf(
      new Set(stripe.world.sessions.all().map(({ customer }) => customer)),
      1,
      'two tabs at once'
    )
    const customer = await findCustomer(personId)
    stripe.deeds.pay(first.page)
    assert.lengthOf(
      await gateway.client.customers
        .listPaymentMethods(customer ?? '')
        .autoPagingToArray({ limit: 9 }),
      0
    )
    stripe.deeds.pay(second.page, { save: true })
    assert.lengthOf(
      await gateway.client.customers
        .listPaymentMethods(customer ?? '')
        .autoPagingToArray({ limit: 9 }),
      1
    )
  })

  test('a customer that somebody deleted at Stripe is made anew', async ({ assert }) => {
    const personId = randomUUID()
    await openPage(anOrder({ personId }))
    const gone = (await findCustomer(personId)) ?? ''
    await gateway.client.customers.del(gone)
    const { session } = await openPage(anOrder({ personId }))
    const now = await findCustomer(personId)
    assert.notEqual(now, gone)
    assert.equal(stripe.world.sessions.get(session ?? '').customer, now)
  })

  test('every event of a payment names the same payment, and says enough by itself', async ({
    assert,
  }) => {
    const order = anOrder()
    const payment = await paid(order)
    stripe.deeds.refund(payment, 100)
    const refund = stripe.world.refunds.all()[0]?.id ?? ''
    const warning = stripe.deeds.warn(payment)
    const dispute = stripe.deeds.dispute(payment)
    stripe.deeds.closeDispute(dispute.id, 'won')

    const money = { kind: 'paid', payment, order: { id: order.id }, amount: 499n, currency: 'USD' }
    const told = { kind: 'disputed', payment, dispute: dispute.id, amount: 399n, fee: 1_500n }
    const expected: Record<string, object[]> = {
      'checkout.session.completed': [money],
      'payment_intent.succeeded': [money],
      'charge.refunded': [money, { kind: 'refunded', payment, refund, amount: 100n }],
      'refund.created': [money, { kind: 'refunded', payment, refund, amount: 100n }],
      'radar.early_fraud_warning.created': [
        money,
        { kind: 'fraud_warned', payment, warning: warning.id },
      ],
      'charge.dispute.created': [money, { ...told, fee: 0n }],
      'charge.dispute.funds_withdrawn': [money, told],
      'charge.dispute.closed': [money, told, { kind: 'dispute_won', payment, dispute: dispute.id }],
    }
    assert.equal(DISPUTE_FEE, 1_500)
    for (const [type, facts] of Object.entries(expected)) {
      const said = await read(stripe.event(type))
      assert.lengthOf(said, facts.length, type)
      assert.containSubset(said, facts, type)
    }
    for (const type of ['charge.succeeded', 'payment_intent.created']) {
      if (stripe.world.events.some((one) => one.type === type)) {
        assert.deepEqual(await read(stripe.event(type)), [], type)
      }
    }
    const looked = await gateway.look(payment)
    assert.sameMembers(
      looked.map(({ kind }) => kind),
      ['paid', 'refunded', 'disputed', 'dispute_won', 'fraud_warned']
    )
  })

  test('a way to pay that takes days counts when the money is there, or not at all', async ({
    assert,
  }) => {
    const [slow, failing] = [anOrder(), anOrder()]
    const first = await openPage(slow)
    stripe.deeds.pay(first.page, { delayed: true })
    assert.deepEqual(await read(stripe.event('checkout.session.completed')), [])
    stripe.deeds.settle(first.page, 'succeeded')
    assert.containSubset(await read(stripe.event('checkout.session.async_payment_succeeded')), [
      { kind: 'paid', order: { id: slow.id } },
    ])

    const second = await openPage(failing)
    stripe.deeds.pay(second.page, { delayed: true })
    stripe.deeds.settle(second.page, 'failed')
    assert.deepEqual(await read(stripe.event('checkout.session.async_payment_failed')), [
      { kind: 'abandoned', order: { id: failing.id }, reason: 'payment failed' },
    ])

    const third = anOrder()
    stripe.deeds.expire((await openPage(third)).page)
    assert.deepEqual(await read(stripe.event('checkout.session.expired')), [
      { kind: 'abandoned', order: { id: third.id }, reason: 'expired' },
    ])
  })

  test('a refund that the bank sends back is none', async ({ assert }) => {
    const payment = await paid(anOrder())
    const refunded = await gateway.refund({
      payment,
      amount: 200n,
      key: randomUUID(),
      payerPlatformId: null,
    })
    if (refunded.outcome !== 'refunded') throw new Error(refunded.reason)
    stripe.deeds.failRefund(refunded.refund)
    assert.containSubset(await read(stripe.event('refund.failed')), [
      { kind: 'refund_failed', payment, refund: refunded.refund },
    ])
  })

  test('a bank that only asks moves no money, and what others sold here is not ours', async ({
    assert,
  }) => {
    const payment = await paid(anOrder())
    stripe.deeds.inquire(payment)
    assert.notInclude(
      (await read(stripe.event('charge.dispute.created'))).map(({ kind }) => kind),
      'disputed'
    )

    const since = new Date(Date.now() - 60_000)
    const foreign = await gateway.client.checkout.sessions.create({
      mode: 'payment',
      client_reference_id: 'cart-7',
      line_items: [
        {
          quantity: 1,
          price_data: { currency: 'usd', unit_amount: 900, product_data: { name: 'A T-shirt' } },
        },
      ],
      success_url: 'https://example.com/shop',
    })
    const theirs = stripe.deeds.pay(foreign.id).payment_intent ?? ''
    stripe.deeds.refund(theirs)
    for (const type of ['checkout.session.completed', 'payment_intent.succeeded']) {
      assert.deepEqual(await read(stripe.event(type)), [], type)
    }
    assert.deepEqual(await read(stripe.event('charge.refunded')), [])
    assert.deepEqual(await gateway.look(theirs), [])
    const listed = await Array.fromAsync(gateway.list(since))
    assert.deepEqual([...new Set(listed.map((one) => one.payment))], [payment])
  })

  test('its list has fees, over as many pages as there are', async ({ assert }) => {
    const since = new Date(Date.now() - 60_000)
    const payment = await paid(anOrder())
    for (let count = 0; count < 101; count++) stripe.deeds.refund(payment, 1)
    const dispute = stripe.deeds.dispute(payment)
    stripe.deeds.closeDispute(dispute.id, 'won')
    const listed = await Array.fromAsync(gateway.list(since))
    assert.lengthOf(listed, 103)
    assert.containSubset(listed, [{ kind: 'paid', payment, gatewayFee: BigInt(feeOf(499)) }])
    assert.containSubset(listed, [{ kind: 'disputed', dispute: dispute.id, fee: 1_500n }])
    assert.deepEqual(await Array.fromAsync(gateway.list(new Date(Date.now() + 60_000))), [])
  })

  test('accounts and transfers of creators are told', async ({ assert }) => {
    const { accounts, transfers } = gateway.client
    const account = await accounts.create({
      type: 'express',
      capabilities: { transfers: { requested: true } },
    })
    stripe.connect.onboard(account.id)
    assert.deepEqual(await read(stripe.event('account.updated')), [
      { kind: 'payee_changed', payee: account.id, ready: true },
    ])
    stripe.connect.restrict(account.id)
    assert.containSubset(await read(stripe.event('account.updated')), [{ ready: false }])
    stripe.connect.onboard(account.id)
    const sent = await transfers.create({
      amount: 2_000,
      currency: 'usd',
      destination: account.id,
    })
    stripe.connect.reverseTransfer(sent.id, 500)
    assert.deepEqual(await read(stripe.event('transfer.reversed')), [], 'a part of it')
    stripe.connect.reverseTransfer(sent.id)
    assert.containSubset(await read(stripe.event('transfer.reversed')), [
      { kind: 'payout_changed', payout: sent.id, state: 'reversed' },
    ])
  })

  test('a bad network and a bad day at Stripe have a name, and no secret in it', async ({
    assert,
  }) => {
    const order = anOrder()
    const payment = await paid(order)
    const refund = () =>
      gateway.refund({ payment, amount: 100n, key: 'key-1', payerPlatformId: null })
    const path = /POST \/v1\/(refunds|checkout)/
    for (const fault of [
      { kind: 'cut', when: 'before' },
      { kind: 'cut', when: 'after' },
      { kind: 'status', status: 500 },
      { kind: 'status', status: 429 },
    ] as const) {
      stripe.faults.plan(path, fault, 2)
      const failed = await refund().then(
        () => null,
        (error: unknown) => error
      )
      assert.instanceOf(failed, StripeUnavailable, JSON.stringify(fault))
      stripe.faults.clear()
      stripe.faults.plan(path, fault, 2)
      const closed = await gateway.open(anOrder())
      assert.equal(closed.outcome, 'unavailable')
      assert.notInclude(`${String(failed)} ${JSON.stringify(closed)}`, STRIPE_KEY.slice(3, 12))
      stripe.faults.clear()
    }
    assert.equal((await refund()).outcome, 'refunded')
    assert.lengthOf(stripe.world.refunds.all(), 1)
  })

  test('an old signature, another secret and a changed body are refused', async ({ assert }) => {
    await paid(anOrder())
    const event = stripe.event('checkout.session.completed')
    const check = (body: string, signature: string) => gateway.verify(body, () => signature)
    const now = stripe.signed(event)
    const old = stripe.signed(event, new Date(Date.now() - 301_000))
    assert.isNotNull(check(now.body, now.headers['stripe-signature']))
    assert.isNull(check(old.body, old.headers['stripe-signature']), 'a replay of long ago')
    assert.isNull(check(now.body.replace('499', '4'), now.headers['stripe-signature']))
    assert.isNull(check(now.body, now.headers['stripe-signature'].replace('v1=', 'v1=0')))
    assert.isNull(check(now.body, ''))
  })
})
