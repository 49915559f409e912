/** How Stripe tells: signed by the official library, at least once, in no order. */
import Stripe from 'stripe'
import type { StripeEvent } from '#tests/emulators/stripe/objects'

export interface SignedEvent {
  body: string
  headers: { 'content-type': 'application/json'; 'stripe-signature': string }
}

export interface Delivery {
  /** The program's webhook, for instance `http://127.0.0.1:3333/webhooks/stripe`. */
  to: string
  /** How often each is sent; by default once. */
  copies?: number
  /** Puts them in another order before they are sent. */
  order?: (events: StripeEvent[]) => StripeEvent[]
}

export function sign(event: StripeEvent, secret: string, at?: Date): SignedEvent {
  const body = JSON.stringify(event)
  const signature = Stripe.webhooks.generateTestHeaderString({
    payload: body,
    secret,
    ...(at && { timestamp: Math.floor(at.getTime() / 1000) }),
  })
  return { body, headers: { 'content-type': 'application/json', 'stripe-signature': signature } }
}

/** Sends events one after another. Gives the statuses that came back. */
export async function send(
  events: readonly StripeEvent[],
  { to, copies = 1, order = (all) => all }: Delivery,
  secret: string
): Promise<number[]> {
  const all = order(Array.from({ length: copies }, () => events).flat())
  const statuses: number[] = []
  for (const event of all) {
    const { body, headers } = sign(event, secret)
    const response = await fetch(to, { method: 'POST', body, headers })
    await response.body?.cancel()
    statuses.push(response.status)
  }
  return statuses
}
