/**
 * What Stripe's objects say. A payment is known by its PaymentIntent everywhere: sessions, charges, refunds, disputes,
 * warnings and balance transactions all lead to it (docs/adr/0020).
 */
import type Stripe from 'stripe'
import type { Fact } from '#plugins/payments/gateways/gateway'
import { currencyOf, dateOf, idOf, orderIn } from '#plugins/payments/gateways/stripe/ids'

/** A session that was paid, or will not be any more. What a subscription's took, its invoice says. */
export function factsOfSession(session: Stripe.Checkout.Session, at: Date): Fact[] {
  const order = session.client_reference_id
  if (session.mode === 'setup' || order === null || orderIn(session.metadata) !== order) return []
  const payment = idOf(session.payment_intent)
  if (session.payment_status === 'paid' && payment !== null && session.amount_total !== null) {
    return [
      {
        kind: 'paid',
        payment,
        order: { id: order },
        buyer: null,
        packId: null,
        amount: BigInt(session.amount_total),
        currency: currencyOf(session.currency ?? ''),
        at,
      },
    ]
  }
  return session.status === 'expired'
    ? [{ kind: 'abandoned', order: { id: order }, reason: 'expired' }]
    : []
}

/**
 * An intent of ours that was paid.
 * @param order of a subscription's: its intents do not name it
 */
export function factsOfIntent(
  intent: Stripe.PaymentIntent,
  at: Date,
  order = orderIn(intent.metadata)
): Fact[] {
  if (order === null || intent.status !== 'succeeded') return []
  return [
    {
      kind: 'paid',
      payment: intent.id,
      order: { id: order },
      buyer: null,
      packId: null,
      amount: BigInt(intent.amount_received),
      currency: currencyOf(intent.currency),
      at,
    },
  ]
}

/** One that is under way counts: the money has left us. */
export function factsOfRefund(refund: Stripe.Refund, payment: string): Fact[] {
  const told: Fact = {
    kind: 'refunded',
    payment,
    refund: refund.id,
    amount: BigInt(refund.amount),
    at: dateOf(refund.created),
  }
  const isOver = refund.status === 'failed' || refund.status === 'canceled'
  return isOver ? [told, { kind: 'refund_failed', payment, refund: refund.id }] : [told]
}

/** An inquiry (`warning_…`) moves no money, so it says nothing. */
export function factsOfDispute(dispute: Stripe.Dispute, payment: string, at: Date): Fact[] {
  if (dispute.status.startsWith('warning_')) return []
  const about = { payment, dispute: dispute.id }
  const told: Fact = {
    kind: 'disputed',
    ...about,
    amount: BigInt(dispute.amount),
    fee: feeOf(dispute),
    at: dateOf(dispute.created),
  }
  if (dispute.status === 'won') return [told, { kind: 'dispute_won', ...about, at }]
  if (dispute.status === 'lost') return [told, { kind: 'dispute_lost', ...about, at }]
  return [told]
}

/**
 * What Stripe took for it. Lines in another currency than the payment's are left to reconciliation: they are booked at
 * a rate that the dispute does not name.
 */
function feeOf(dispute: Stripe.Dispute): bigint {
  return dispute.balance_transactions
    .filter((line) => line.currency === dispute.currency)
    .reduce((sum, line) => sum + BigInt(line.fee), 0n)
}

/** Nothing can be done about one whose payment was refunded or disputed already. */
export function factsOfWarning(warning: Stripe.Radar.EarlyFraudWarning, payment: string): Fact[] {
  return warning.actionable ? [{ kind: 'fraud_warned', payment, warning: warning.id }] : []
}
