import type Stripe from 'stripe'
import type { JsonObject } from '#app/job_kit/types'
import { isJsonObject } from '#app/support/json'
import type {
  Checkout,
  Fact,
  Gateway,
  Order,
  ProviderRecord,
  StoredEvent,
  Subscriptions,
  VerifiedEvent,
} from '#plugins/payments/gateways/gateway'
import {
  payingSession,
  subscribingSession,
  type Returns,
} from '#plugins/payments/gateways/stripe/checkout'
import {
  ask,
  StripeRefused,
  StripeUnavailable,
  wireAmount,
  type StripeSettings,
} from '#plugins/payments/gateways/stripe/client'
import { stripeClient } from '#plugins/payments/gateways/stripe/make_client'
import { customerOf, forgetCustomer } from '#plugins/payments/gateways/stripe/customers'
import { listBalance } from '#plugins/payments/gateways/stripe/list'
import { lookUp } from '#plugins/payments/gateways/stripe/look'
import { readEvent } from '#plugins/payments/gateways/stripe/read'
import { stripeSubscriptions } from '#plugins/payments/gateways/stripe/subscriptions'

/** A signature is good for so long, seconds; Stripe signs anew each time it sends (docs.stripe.com/webhooks). */
const TOLERANCE = 300

/** What the gateway needs of the program. */
export interface StripeParts {
  settings: StripeSettings
  /** Where the fan comes back to, and what the link to Stripe's page is called in a language. */
  returns(order: Order): Returns
  label(locale: string): string
}

/** Cards and wallets on the web, by Stripe's Checkout. A payment is known by its PaymentIntent. */
export class StripeGateway implements Gateway {
  readonly name = 'stripe'
  readonly currencies = ['USD', 'EUR', 'INR'] as const
  readonly partialRefunds = true
  readonly client: Stripe
  readonly subscriptions: Subscriptions

  constructor(private readonly parts: StripeParts) {
    this.client = stripeClient(parts.settings)
    this.subscriptions = stripeSubscriptions(this.client, (order) => this.open(order))
  }

  async open(order: Order): Promise<Checkout> {
    try {
      const session = await this.#session(order)
      if (session.url === null) return { outcome: 'unavailable', reason: 'The page is closed' }
      const label = this.parts.label(order.locale)
      const way = { kind: 'link', label, url: session.url } as const
      return { outcome: 'open', way, providerOrder: session.id }
    } catch (error) {
      if (error instanceof StripeRefused || error instanceof StripeUnavailable) {
        return { outcome: 'unavailable', reason: error.message }
      }
      throw error
    }
  }

  verify(raw: string, header: (name: string) => string | undefined): VerifiedEvent | null {
    const signature = header('stripe-signature') ?? ''
    const { webhookSecret } = this.parts.settings
    try {
      const event = this.client.webhooks.constructEvent(raw, signature, webhookSecret, TOLERANCE)
      return { eventId: event.id, type: event.type, body: objectIn(raw) }
    } catch {
      return null
    }
  }

  async read({ body }: StoredEvent): Promise<readonly Fact[]> {
    // It was verified before it was kept.
    const event = this.client.webhooks.constructEventWithoutVerification(JSON.stringify(body))
    return readEvent(this.client, event)
  }

  async look(payment: string): Promise<readonly Fact[]> {
    return lookUp(this.client, payment)
  }

  /** @throws StripeUnavailable when it is not known what happened: ask again with the same key */
  async refund({
    payment,
    amount,
    key,
  }: Parameters<Gateway['refund']>[0]): ReturnType<Gateway['refund']> {
    try {
      const refund = await ask(
        this.client.refunds.create(
          {
            payment_intent: payment,
            ...(amount !== null && { amount: wireAmount(amount) }),
            metadata: { key },
          },
          { idempotencyKey: `refund:${key}` }
        )
      )
      const isOver = refund.status === 'failed' || refund.status === 'canceled'
      return isOver
        ? { outcome: 'refused', reason: refund.failure_reason ?? refund.status ?? 'failed' }
        : { outcome: 'refunded', refund: refund.id }
    } catch (error) {
      if (!(error instanceof StripeRefused)) throw error
      return { outcome: 'refused', reason: error.reason }
    }
  }

  list(since: Date): AsyncIterable<ProviderRecord> {
    return listBalance(this.client, since)
  }

  /** The same order again is the same page, unless its customer was deleted at Stripe meanwhile. */
  async #session(order: Order): Promise<Stripe.Checkout.Session> {
    const customer = await customerOf(this.client, order)
    try {
      return await this.#create(order, customer)
    } catch (error) {
      const isGone =
        error instanceof StripeRefused &&
        error.reason === 'resource_missing' &&
        error.param === 'customer'
      if (!isGone) throw error
      await forgetCustomer(customer)
      return this.#create(order, await customerOf(this.client, order))
    }
  }

  async #create(order: Order, customer: string): Promise<Stripe.Checkout.Session> {
    const recurring = order.sale?.recurring
    const returns = this.parts.returns(order)
    return ask(
      this.client.checkout.sessions.create(
        recurring
          ? subscribingSession(order, recurring, customer, returns)
          : payingSession(order, customer, returns),
        { idempotencyKey: `order:${order.id}:${customer}` }
      )
    )
  }
}

function objectIn(raw: string): JsonObject {
  const value: unknown = JSON.parse(raw)
  if (!isJsonObject(value)) throw new Error('The event is no object')
  return value
}
