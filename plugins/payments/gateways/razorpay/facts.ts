import type { Fact, ProviderRecord } from '#plugins/payments/gateways/gateway'
import type {
  RazorpayDispute,
  RazorpayPayment,
  RazorpayRefund,
} from '#plugins/payments/gateways/razorpay/entities'

/** A payment counts once it is captured: one that is authorised alone goes back by itself after some days. */
export function factsOfPayment(payment: RazorpayPayment, order: string | null): Fact[] {
  if (!payment.captured) return []
  const known =
    order !== null ? { id: order } : payment.orderId ? { providerOrder: payment.orderId } : null
  return [
    {
      kind: 'paid',
      payment: payment.id,
      order: known,
      buyer: null,
      packId: null,
      amount: payment.amount,
      currency: payment.currency,
      at: payment.at,
    },
  ]
}

/** A refund counts from when it is announced: its money is gone then. It may still come to nothing. */
export function factsOfRefund(refund: RazorpayRefund): Fact[] {
  return refund.status === 'failed'
    ? [{ kind: 'refund_failed', payment: refund.paymentId, refund: refund.id }]
    : [refundedOf(refund)]
}

/** Phases in which a bank takes money back; in the others it asks or warns (razorpay.com/docs/payments/disputes). */
const CHARGEBACKS = new Set(['chargeback', 'pre_arbitration', 'arbitration'])

export function factsOfDispute(dispute: RazorpayDispute): Fact[] {
  const { id, paymentId, status, phase, deducted, at } = dispute
  const ends = { payment: paymentId, dispute: id, at }
  const lost = status === 'lost' || deducted > 0n
  if (!CHARGEBACKS.has(phase) && !lost) {
    return phase === 'fraud' && status === 'open'
      ? [{ kind: 'fraud_warned', payment: paymentId, warning: id }]
      : []
  }
  if (lost) return [disputedOf(dispute), { kind: 'dispute_lost', ...ends }]
  // Closed without a deduction: the money was given back as a refund, which is told by itself.
  if (status === 'won' || status === 'closed') {
    return [disputedOf(dispute), { kind: 'dispute_won', ...ends }]
  }
  return [disputedOf(dispute)]
}

type Of<Kind> = Extract<Fact, { kind: Kind }>

function refundedOf({ id, paymentId, amount, at }: RazorpayRefund): Of<'refunded'> {
  return { kind: 'refunded', payment: paymentId, refund: id, amount, at }
}

/** What a dispute costs is not told with it: it is found when the gateway's list is compared with the books. */
function disputedOf({ id, paymentId, amount, at }: RazorpayDispute): Of<'disputed'> {
  return { kind: 'disputed', payment: paymentId, dispute: id, amount, fee: 0n, at }
}

/** The gateway's own list keeps what moved money. */
export function recordsOf(facts: readonly Fact[], gatewayFee: bigint | null): ProviderRecord[] {
  return facts.flatMap((fact) =>
    fact.kind === 'paid' || fact.kind === 'refunded' || fact.kind === 'disputed'
      ? [{ ...fact, gatewayFee }]
      : []
  )
}
