/** Cards that fans keep at Stripe, and charges that they are not there for. */
import type Stripe from 'stripe'
import type { Order } from '#plugins/payments/gateways/gateway'
import {
  ask,
  failureOf,
  isCardError,
  StripeRefused,
  wireAmount,
} from '#plugins/payments/gateways/stripe/client'
import { idOf, ORDER_KEY } from '#plugins/payments/gateways/stripe/ids'

/** A card as its owner knows it. */
export interface SavedCard {
  id: string
  /** `visa`, `mastercard`. */
  brand: string
  last4: string
  /** Month and year until which it is good. */
  month: number
  year: number
}

/** Cards of one person that are shown. */
const MOST_CARDS = 20

export async function cardsOf(stripe: Stripe, customer: string): Promise<readonly SavedCard[]> {
  const { data } = await ask(
    stripe.customers.listPaymentMethods(customer, { type: 'card', limit: MOST_CARDS })
  )
  return data.flatMap(({ id, card }) =>
    card
      ? [{ id, brand: card.brand, last4: card.last4, month: card.exp_month, year: card.exp_year }]
      : []
  )
}

/** Somebody else's card is as one that is not there. True when it is gone now. */
export async function removeCard(stripe: Stripe, customer: string, card: string): Promise<boolean> {
  try {
    const method = await ask(stripe.paymentMethods.retrieve(card))
    if (idOf(method.customer) !== customer) return false
    await ask(stripe.paymentMethods.detach(card))
    return true
  } catch (error) {
    if (error instanceof StripeRefused) return false
    throw error
  }
}

export interface AbsentCharge {
  order: Order
  customer: string
  card: string
  /** The same key again is the same charge. */
  key: string
}

export type AbsentOutcome =
  | { outcome: 'paid'; intent: Stripe.PaymentIntent }
  /** The bank takes its time; an event says what became of it. */
  | { outcome: 'processing'; intent: string }
  /** The bank wants its customer to confirm. `intent` is to be cancelled before the fan pays another way. */
  | { outcome: 'authentication'; intent: string }
  | { outcome: 'declined'; reason: string }
  /** No bank was asked: the card is gone, for instance. */
  | { outcome: 'refused'; reason: string }

/**
 * Charges a card that its owner agreed to have charged without them.
 * @throws StripeUnavailable when it is not known what happened: ask again with the same key
 */
export async function chargeAbsent(stripe: Stripe, charge: AbsentCharge): Promise<AbsentOutcome> {
  const { order, customer, card, key } = charge
  try {
    const intent = await stripe.paymentIntents.create(
      {
        amount: wireAmount(order.amount),
        currency: order.currency.toLowerCase(),
        customer,
        payment_method: card,
        // So that no address to come back to is wanted: nobody is there.
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        off_session: true,
        confirm: true,
        description: order.title,
        metadata: { [ORDER_KEY]: order.id },
      },
      { idempotencyKey: key }
    )
    return outcomeOf(intent)
  } catch (error) {
    const declined = declineOf(error)
    if (declined) return declined
    const failure = failureOf(error)
    if (failure instanceof StripeRefused) return { outcome: 'refused', reason: failure.reason }
    throw failure
  }
}

export function outcomeOf(intent: Stripe.PaymentIntent): AbsentOutcome {
  switch (intent.status) {
    case 'succeeded':
      return { outcome: 'paid', intent }
    case 'processing':
      return { outcome: 'processing', intent: intent.id }
    case 'requires_action':
      return { outcome: 'authentication', intent: intent.id }
    default: {
      const { last_payment_error: error } = intent
      return error?.code === 'authentication_required'
        ? { outcome: 'authentication', intent: intent.id }
        : { outcome: 'declined', reason: error?.decline_code ?? error?.code ?? intent.status }
    }
  }
}

function declineOf(error: unknown): AbsentOutcome | null {
  if (!isCardError(error)) return null
  const intent = error.payment_intent?.id
  return error.code === 'authentication_required' && intent !== undefined
    ? { outcome: 'authentication', intent }
    : { outcome: 'declined', reason: error.decline_code ?? error.code ?? 'card_declined' }
}

/** The charge of an order that was made already, if there is one. `since` is when it cannot have been before. */
export async function findCharge(
  stripe: Stripe,
  about: { orderId: string; customer: string; since: Date }
): Promise<Stripe.PaymentIntent | null> {
  const made = stripe.paymentIntents.list({
    customer: about.customer,
    created: { gte: Math.floor(about.since.getTime() / 1000) },
    limit: 100,
  })
  try {
    for await (const intent of made) {
      if (intent.metadata[ORDER_KEY] === about.orderId) return intent
    }
    return null
  } catch (error) {
    throw failureOf(error)
  }
}

/** Nobody can pay with it any more. One that was paid meanwhile stays so: false. */
export async function cancelCharge(stripe: Stripe, intent: string): Promise<boolean> {
  try {
    await ask(stripe.paymentIntents.cancel(intent, { cancellation_reason: 'abandoned' }))
    return true
  } catch (error) {
    if (!(error instanceof StripeRefused)) throw error
    const { status } = await ask(stripe.paymentIntents.retrieve(intent))
    return status === 'canceled'
  }
}
