/**
 * A stand-in for Stripe on loopback that speaks its wire protocol: the API as far as the program uses it, webhooks
 * signed by the official library, and Checkout's page. It is strict: requests are checked against the types that
 * Stripe publishes, and what Stripe refuses it refuses with the same codes. The rules come from docs.stripe.com/api.
 */
import { BillingDeeds } from '#tests/emulators/stripe/billing_deeds'
import { ConnectDeeds } from '#tests/emulators/stripe/connect_deeds'
import { Deeds } from '#tests/emulators/stripe/deeds'
import type { StripeEvent } from '#tests/emulators/stripe/objects'
import { StripeServer } from '#tests/emulators/stripe/server'
import { send, sign, type Delivery, type SignedEvent } from '#tests/emulators/stripe/webhooks'
import { World } from '#tests/emulators/stripe/world'

export { feeOf } from '#tests/emulators/stripe/charging'
export { DISPUTE_FEE } from '#tests/emulators/stripe/deeds'
export type { CardBehaviour, StripeEvent } from '#tests/emulators/stripe/objects'

export const STRIPE_KEY = 'sk_test_emulator1234567890'
export const STRIPE_WEBHOOK_SECRET = 'whsec_emulator1234567890'

export class StripeEmulator {
  readonly world = new World()
  /** What people and banks do: pay, dispute, refund at the dashboard. */
  readonly deeds = new Deeds(this.world)
  /** What happens to subscriptions as time goes by. */
  readonly billing = new BillingDeeds(this.world)
  /** What creators and their banks do. */
  readonly connect = new ConnectDeeds(this.world)
  /** What `STRIPE_SECRET_KEY` and `STRIPE_WEBHOOK_SECRET` are to be set to. */
  readonly key = STRIPE_KEY
  readonly webhookSecret = STRIPE_WEBHOOK_SECRET
  readonly #server = new StripeServer(this.world, this.key)
  #delivered = 0

  /** What `STRIPE_API_BASE` is to be set to. */
  get base(): string {
    return this.world.base
  }

  /** What the program asked, oldest first. */
  get requests() {
    return this.#server.requests
  }

  /** What goes wrong next. */
  get faults() {
    return this.#server.faults
  }

  /** A day goes by: idempotency keys mean nothing any more. */
  forgetKeys(): void {
    this.#server.idempotency.forget()
  }

  async start(): Promise<this> {
    this.world.base = await this.#server.listen()
    return this
  }

  async close(): Promise<void> {
    await this.#server.close()
  }

  /** Events that were not delivered yet, oldest first. They count as delivered from now on. */
  takeEvents(): StripeEvent[] {
    const events = this.world.events.slice(this.#delivered)
    this.#delivered = this.world.events.length
    return events
  }

  /** The newest event of a type. */
  event(type: string): StripeEvent {
    const event = this.world.events.findLast((one) => one.type === type)
    if (!event) throw new Error(`No ${type} happened`)
    return event
  }

  /** An event as it goes over the wire. `at` is when it was signed; by default now. */
  signed(event: StripeEvent, at?: Date): SignedEvent {
    return sign(event, this.webhookSecret, at)
  }

  /** Sends what was not delivered yet to the program's webhook. Gives the statuses that came back. */
  async deliver(delivery: Delivery): Promise<number[]> {
    return send(this.takeEvents(), delivery, this.webhookSecret)
  }
}

/** Starts it on a free port of 127.0.0.1. */
export function startStripeEmulator(): Promise<StripeEmulator> {
  return new StripeEmulator().start()
}
