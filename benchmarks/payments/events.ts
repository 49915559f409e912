/** Stripe's events as it sends and signs them. */
import { randomBytes, randomInt } from 'node:crypto'
import Stripe from 'stripe'

export const WEBHOOK_SECRET = 'whsec_only_a_benchmark_would_use_this'

/** Minor units of an order in the storm. */
export const PRICE = 499

const stripe = new Stripe('sk_test_benchmark')
const id = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`

/** As Stripe tells of one payment by its Checkout: six events, two of which are of use here. */
export function eventsOf(order: string): string[] {
  const metadata = { order_id: order }
  const intent = {
    id: id('pi'),
    object: 'payment_intent',
    amount: PRICE,
    amount_received: PRICE,
    currency: 'usd',
    status: 'succeeded',
    metadata,
    latest_charge: id('ch'),
    payment_method_types: ['card'],
  }
  const session = {
    id: id('cs'),
    object: 'checkout.session',
    mode: 'payment',
    client_reference_id: order,
    metadata,
    payment_intent: intent.id,
    payment_status: 'paid',
    status: 'complete',
    amount_total: PRICE,
    amount_subtotal: PRICE,
    currency: 'usd',
    customer: id('cus'),
    customer_details: { email: 'fan@example.com', name: 'A Fan', address: { country: 'DE' } },
    payment_method_types: ['card'],
    success_url: 'https://greenroom.example/chat',
  }
  const charge = {
    id: intent.latest_charge,
    object: 'charge',
    amount: PRICE,
    currency: 'usd',
    payment_intent: intent.id,
    status: 'succeeded',
    billing_details: session.customer_details,
  }
  return [
    event('customer.created', { id: session.customer, object: 'customer' }),
    event('payment_intent.created', { ...intent, status: 'requires_payment_method' }),
    event('charge.succeeded', charge),
    event('charge.updated', charge),
    event('payment_intent.succeeded', intent),
    event('checkout.session.completed', session),
  ]
}

function event(type: string, object: object): string {
  return JSON.stringify({
    id: id('evt'),
    object: 'event',
    api_version: Stripe.API_VERSION,
    created: Math.floor(Date.now() / 1000),
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
  })
}

/** The header with which it comes; it is good for minutes. */
export const signatureOf = (payload: string): string =>
  stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET })

/** In random order (Fisher and Yates). */
export function shuffled<T>(all: readonly T[]): T[] {
  const copy = [...all]
  for (let at = copy.length - 1; at > 0; at--) {
    const other = randomInt(at + 1)
    const [one, two] = [copy[at], copy[other]]
    if (one !== undefined && two !== undefined) [copy[at], copy[other]] = [two, one]
  }
  return copy
}
