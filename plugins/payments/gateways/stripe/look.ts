/** Everything that Stripe knows of a payment now. */
import type Stripe from 'stripe'
import type { Fact } from '#plugins/payments/gateways/gateway'
import { ask, StripeRefused } from '#plugins/payments/gateways/stripe/client'
import {
  factsOfDispute,
  factsOfIntent,
  factsOfRefund,
  factsOfWarning,
} from '#plugins/payments/gateways/stripe/facts'
import { invoicedOrder } from '#plugins/payments/gateways/stripe/invoices'
import { dateOf, idOf, orderIn } from '#plugins/payments/gateways/stripe/ids'

/** Refunds, disputes and warnings of one payment that are read: the most that one page holds. */
const MOST = 100

/** A payment for an order of this program. */
export interface OurPayment {
  /** Of the PaymentIntent. */
  id: string
  /** That it was paid, where it was. */
  facts: readonly Fact[]
}

/** The payment that something belongs to; null when it is for no order of ours. */
export async function paymentOf(
  stripe: Stripe,
  of: { payment_intent: string | Stripe.PaymentIntent | null }
): Promise<OurPayment | null> {
  const id = idOf(of.payment_intent)
  const intent = id === null ? null : await findIntent(stripe, id)
  if (!intent) return null
  const order = orderIn(intent.metadata) ?? (await invoicedOrder(stripe, intent.id))
  if (order === null) return null
  const { latest_charge: charge } = intent
  const paidAt = charge && typeof charge !== 'string' ? charge.created : intent.created
  return { id: intent.id, facts: factsOfIntent(intent, dateOf(paidAt), order) }
}

export async function refundsOf(stripe: Stripe, intent: string): Promise<Stripe.Refund[]> {
  return (await ask(stripe.refunds.list({ payment_intent: intent, limit: MOST }))).data
}

export async function lookUp(stripe: Stripe, intent: string): Promise<readonly Fact[]> {
  const paid = await paymentOf(stripe, { payment_intent: intent })
  if (!paid) return []
  const request = { payment_intent: intent, limit: MOST }
  const [refunds, disputes, warnings] = await Promise.all([
    refundsOf(stripe, intent),
    ask(stripe.disputes.list(request)),
    ask(stripe.radar.earlyFraudWarnings.list(request)),
  ])
  return [
    ...paid.facts,
    ...refunds.flatMap((one) => factsOfRefund(one, intent)),
    ...disputes.data.flatMap((one) => factsOfDispute(one, intent, new Date())),
    ...warnings.data.flatMap((one) => factsOfWarning(one, intent)),
  ]
}

async function findIntent(stripe: Stripe, id: string): Promise<Stripe.PaymentIntent | null> {
  try {
    return await ask(stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }))
  } catch (error) {
    if (error instanceof StripeRefused && error.reason === 'resource_missing') return null
    throw error
  }
}
