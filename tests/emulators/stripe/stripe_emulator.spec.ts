import { test } from '@japa/runner'
import Stripe from 'stripe'
import {
  startStripeEmulator,
  STRIPE_KEY,
  STRIPE_WEBHOOK_SECRET,
  type StripeEmulator,
} from '#tests/emulators/stripe/index'

const clientOf = (stripe: StripeEmulator, key = STRIPE_KEY): Stripe => {
  const { hostname, port } = new URL(stripe.base)
  return new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 })
}

/** What Stripe's library makes of a refusal. */
async function refusal(asked: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await asked
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error
    throw error
  }
  throw new Error('It was not refused')
}

const ORDER = {
  mode: 'payment',
  client_reference_id: 'order-1',
  line_items: [
    {
      quantity: 1,
      price_data: { currency: 'usd', unit_amount: 499, product_data: { name: '550 coins' } },
    },
  ],
  payment_intent_data: { metadata: { order_id: 'order-1' } },
  success_url: 'https://example.com/paid',
} satisfies Stripe.Checkout.SessionCreateParams

test.group('Stripe emulator', (group) => {
  let emulator: StripeEmulator
  let stripe: Stripe

  group.each.setup(async () => {
    emulator = await startStripeEmulator()
    stripe = clientOf(emulator)
    return () => emulator.close()
  })

  test('a wrong key is refused, and not shown whole', async ({ assert }) => {
    const key = 'sk_test_somebodyelse0000'
    const error = await refusal(clientOf(emulator, key).balance.retrieve())
    assert.equal(error.statusCode, 401)
    assert.notInclude(error.message, key)
  })

  test('parameters are those that Stripe publishes, and nothing else', async ({ assert }) => {
    const post = async (path: string, body: string) => {
      const response = await fetch(`${emulator.base}/v1/${path}`, {
        method: 'POST',
        body: new URLSearchParams(body),
        headers: { authorization: `Bearer ${STRIPE_KEY}` },
      })
      return { status: response.status, text: await response.text() }
    }
    const sessions = 'checkout/sessions'
    const unknown = await post(sessions, 'mode=payment&success_url=https://a.b&colour=blue')
    assert.equal(unknown.status, 400)
    assert.include(unknown.text, 'Received unknown parameter: colour')
    const inner = await post(sessions, 'mode=payment&line_items[0][price_data][price]=4')
    assert.include(inner.text, 'unknown parameter: line_items[0][price_data][price]')
    assert.include((await post(sessions, 'mode=gift')).text, 'Invalid mode')
    assert.include((await post('payment_intents', 'amount=4')).text, 'param: currency')
    assert.include(
      (await post('payment_intents', 'amount=four&currency=usd')).text,
      'Invalid amount'
    )
    assert.equal((await post('customers', 'metadata[any]=thing')).status, 200)
  })

  test('the same idempotency key gives the same answer, and another request none', async ({
    assert,
  }) => {
    const options = { idempotencyKey: 'order-1' }
    const first = await stripe.checkout.sessions.create(ORDER, options)
    emulator.deeds.pay(first.id)
    const second = await stripe.checkout.sessions.create(ORDER, options)
    assert.equal(second.id, first.id)
    assert.equal(second.status, 'open', 'the answer that was kept')
    const other = { ...ORDER, client_reference_id: 'order-2' }
    const error = await refusal(stripe.checkout.sessions.create(other, options))
    assert.instanceOf(error, Stripe.errors.StripeIdempotencyError)
  })

  test('a paid session has an intent, a charge, a fee and signed events', async ({ assert }) => {
    const session = await stripe.checkout.sessions.create(ORDER)
    const paid = emulator.deeds.pay(session.url ?? '')
    const intent = await stripe.paymentIntents.retrieve(paid.payment_intent ?? '', {
      expand: ['latest_charge'],
    })
    assert.equal(intent.status, 'succeeded')
    assert.deepEqual(intent.metadata, { order_id: 'order-1' })
    const lines = await stripe.balanceTransactions.list({ expand: ['data.source'] })
    assert.deepEqual(
      lines.data.map(({ amount, fee, type }) => ({ amount, fee, type })),
      [{ amount: 499, fee: 44, type: 'charge' }]
    )
    const { body, headers } = emulator.signed(emulator.event('checkout.session.completed'))
    const signature = headers['stripe-signature']
    const event = Stripe.webhooks.constructEvent(body, signature, STRIPE_WEBHOOK_SECRET)
    assert.equal(event.type, 'checkout.session.completed')
    assert.throws(() =>
      Stripe.webhooks.constructEvent(`${body} `, signature, STRIPE_WEBHOOK_SECRET)
    )
  })

  test('no more is refunded than was paid', async ({ assert }) => {
    const session = await stripe.checkout.sessions.create(ORDER)
    const intent = emulator.deeds.pay(session.id).payment_intent ?? ''
    await stripe.refunds.create({ payment_intent: intent, amount: 400 })
    const more = await refusal(stripe.refunds.create({ payment_intent: intent, amount: 100 }))
    assert.equal(more.statusCode, 400)
    await stripe.refunds.create({ payment_intent: intent })
    const again = await refusal(stripe.refunds.create({ payment_intent: intent }))
    assert.equal(again.code, 'charge_already_refunded')
  })

  test('a saved card pays without its owner, or does not', async ({ assert }) => {
    const customer = await stripe.customers.create({ email: 'fan@example.com' })
    const card = emulator.deeds.giveCard(customer.id)
    const pay = () =>
      stripe.paymentIntents.create({
        amount: 899,
        currency: 'usd',
        customer: customer.id,
        payment_method: card.id,
        off_session: true,
        confirm: true,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      })
    assert.equal((await pay()).status, 'succeeded')
    emulator.deeds.setCard(card.id, 'authentication_required')
    const error = await refusal(pay())
    assert.instanceOf(error, Stripe.errors.StripeCardError)
    assert.equal(error.code, 'authentication_required')
    assert.equal(error.payment_intent?.status, 'requires_payment_method')
    await stripe.paymentMethods.detach(card.id)
    assert.equal((await refusal(pay())).code, 'payment_method_unexpected_state')
  })

  test('a creator is paid only after the onboarding, and from what is there', async ({
    assert,
  }) => {
    const account = await stripe.accounts.create({
      type: 'express',
      email: 'creator@example.com',
      capabilities: { transfers: { requested: true } },
    })
    const link = await stripe.accountLinks.create({
      account: account.id,
      type: 'account_onboarding',
      refresh_url: 'https://example.com/again',
      return_url: 'https://example.com/back',
    })
    assert.include(link.url, account.id)
    const send = (amount: number) =>
      stripe.transfers.create({ amount, currency: 'usd', destination: account.id })
    assert.equal((await refusal(send(2_000))).code, 'insufficient_capabilities_for_transfer')

    emulator.connect.onboard(account.id)
    assert.isTrue((await stripe.accounts.retrieve(account.id)).payouts_enabled)
    assert.equal(emulator.event('account.updated').account, account.id)
    emulator.connect.setBalance('usd', 2_500)
    const transfer = await send(2_000)
    assert.equal((await refusal(send(1_000))).code, 'balance_insufficient')
    await stripe.transfers.createReversal(transfer.id, { amount: 500 })
    emulator.connect.reverseTransfer(transfer.id)
    assert.isTrue((await stripe.transfers.retrieve(transfer.id)).reversed)
    const payout = emulator.connect.payOut(account.id, 500)
    emulator.connect.failPayout(payout.id, account.id)
    assert.deepInclude(emulator.event('payout.failed').data.object, {
      failure_code: 'account_closed',
    })
  })

  test('a connection that breaks after the deed is made good by the key', async ({ assert }) => {
    // The library tries a closed connection once more, whatever its settings.
    emulator.faults.plan(/POST \/v1\/refunds/, { kind: 'cut', when: 'after' }, 2)
    const session = await stripe.checkout.sessions.create(ORDER)
    const intent = emulator.deeds.pay(session.id).payment_intent ?? ''
    const refund = () =>
      stripe.refunds.create({ payment_intent: intent, amount: 100 }, { idempotencyKey: 'back' })
    assert.instanceOf(await refusal(refund()), Stripe.errors.StripeConnectionError)
    await refund()
    assert.lengthOf(emulator.world.refunds.all(), 1)
  })

  test('a subscription wants a recurring price, a payment none', async ({ assert }) => {
    const price = { currency: 'usd', unit_amount: 499, product_data: { name: 'Circle' } }
    const monthly = {
      quantity: 1,
      price_data: { ...price, recurring: { interval: 'month' as const } },
    }
    const { payment_intent_data: _intent, ...about } = ORDER
    const plain = { ...about, mode: 'subscription' as const }
    const paid = { ...about, line_items: [monthly] }
    for (const wrong of [plain, paid, { ...ORDER, mode: 'subscription' as const }]) {
      const asked = stripe.checkout.sessions.create(wrong)
      assert.equal((await refusal(asked)).statusCode, 400)
    }
  })

  test('a subscription is billed by an invoice a period, whose intent names nothing', async ({
    assert,
  }) => {
    const customer = await stripe.customers.create({})
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      customer: customer.id,
      line_items: [
        {
          quantity: 1,
          price_data: {
            currency: 'usd',
            unit_amount: 999,
            recurring: { interval: 'month' },
            product_data: { name: 'Circle' },
          },
        },
      ],
      subscription_data: { metadata: { order_id: 'order-2' }, trial_period_days: 3 },
      success_url: 'https://example.com/paid',
    })
    emulator.deeds.pay(session.id)
    emulator.billing.moveOn(4 * 86_400)
    const [subscription] = emulator.world.subscriptions.all()
    const known = await stripe.subscriptions.retrieve(subscription?.id ?? '', {
      expand: ['latest_invoice'],
    })
    assert.equal(known.status, 'active')
    const invoices = emulator.world.invoices.all()
    assert.deepEqual(
      invoices.map(({ status, amount_paid: paid }) => [status, paid]),
      [
        ['paid', 0],
        ['paid', 999],
      ]
    )
    assert.equal(invoices[1]?.parent.subscription_details.metadata.order_id, 'order-2')
    const { data } = await stripe.invoicePayments.list({ invoice: invoices[1]?.id })
    const intent = await stripe.paymentIntents.retrieve(
      String(data[0]?.payment.payment_intent ?? '')
    )
    assert.deepEqual(intent.metadata, {})
    const both = stripe.subscriptions.update(known.id, {
      cancel_at: '',
      cancel_at_period_end: true,
    })
    assert.equal((await refusal(both)).statusCode, 400)
    emulator.billing.endSubscription(known.id)
    const late = stripe.subscriptions.update(known.id, { cancel_at_period_end: false })
    assert.equal((await refusal(late)).code, 'resource_missing')
  })
})
