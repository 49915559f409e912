import type Stripe from 'stripe'
import type { Fact } from '#plugins/payments/gateways/gateway'
import { ask } from '#plugins/payments/gateways/stripe/client'
import {
  factsOfDispute,
  factsOfIntent,
  factsOfRefund,
  factsOfSession,
  factsOfWarning,
} from '#plugins/payments/gateways/stripe/facts'
import { dateOf, idOf, orderIn } from '#plugins/payments/gateways/stripe/ids'
import {
  factsOfInvoice,
  orderOfInvoice,
  subscriptionOfInvoice,
} from '#plugins/payments/gateways/stripe/invoices'
import { paymentOf, refundsOf, type OurPayment } from '#plugins/payments/gateways/stripe/look'
import { lookSubscription } from '#plugins/payments/gateways/stripe/subscriptions'

/** What an event says; empty for one that is of no use here, or about something that another program sold. */
export async function readEvent(stripe: Stripe, event: Stripe.Event): Promise<readonly Fact[]> {
  const at = dateOf(event.created)
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.expired':
      return ofSession(stripe, event.data.object, at)
    case 'checkout.session.async_payment_failed':
      return failedLater(event.data.object)
    case 'invoice.paid':
    case 'invoice.payment_failed':
    case 'invoice.payment_action_required':
      return ofInvoice(stripe, event.data.object)
    case 'customer.subscription.created':
    case 'customer.subscription.updated':
    case 'customer.subscription.deleted':
    case 'customer.subscription.paused':
    case 'customer.subscription.resumed':
      return orderIn(event.data.object.metadata) === null
        ? []
        : lookSubscription(stripe, event.data.object.id)
    case 'payment_intent.succeeded':
      return factsOfIntent(event.data.object, at)
    case 'charge.refunded': {
      const paid = await paymentOf(stripe, event.data.object)
      if (!paid) return []
      const refunds = await refundsOf(stripe, paid.id)
      return [...paid.facts, ...refunds.flatMap((one) => factsOfRefund(one, paid.id))]
    }
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
    case 'charge.refund.updated':
      return withPayment(stripe, event.data.object, (one, { id }) => factsOfRefund(one, id))
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated':
    case 'charge.dispute.closed':
      return withPayment(stripe, event.data.object, (one, { id }) => factsOfDispute(one, id, at))
    case 'radar.early_fraud_warning.created':
    case 'radar.early_fraud_warning.updated':
      return withPayment(stripe, event.data.object, (one, { id }) => factsOfWarning(one, id))
    default:
      return readConnectEvent(event)
  }
}

/** Creators' accounts, and money that is sent to them. */
function readConnectEvent(event: Stripe.Event): readonly Fact[] {
  switch (event.type) {
    case 'account.updated': {
      const { id, capabilities, payouts_enabled: canPay } = event.data.object
      const ready = canPay && capabilities?.transfers === 'active'
      return [{ kind: 'payee_changed', payee: id, ready }]
    }
    case 'account.application.deauthorized':
      return event.account === undefined
        ? []
        : [{ kind: 'payee_changed', payee: event.account, ready: false }]
    case 'transfer.created':
      return [{ kind: 'payout_changed', payout: event.data.object.id, state: 'paid', reason: null }]
    case 'transfer.reversed': {
      const { id, reversed } = event.data.object
      // A part that came back is for an operator to look at: reconciliation shows it.
      return reversed
        ? [{ kind: 'payout_changed', payout: id, state: 'reversed', reason: 'transfer reversed' }]
        : []
    }
    case 'payout.failed': {
      // From Stripe's account of a creator to their bank: it stays on that account, and Stripe tries again.
      const { id, failure_message: reason } = event.data.object
      return [{ kind: 'payout_changed', payout: id, state: 'failed', reason }]
    }
    default:
      return []
  }
}

/** A page where somebody subscribed says which subscription it is. */
async function ofSession(
  stripe: Stripe,
  session: Stripe.Checkout.Session,
  at: Date
): Promise<readonly Fact[]> {
  const facts = factsOfSession(session, at)
  const subscription = idOf(session.subscription)
  if (subscription === null || orderIn(session.metadata) === null) return facts
  return [...facts, ...(await lookSubscription(stripe, subscription))]
}

/** A period was paid, or could not be. The subscription's first invoice is one like the others. */
async function ofInvoice(stripe: Stripe, invoice: Stripe.Invoice): Promise<readonly Fact[]> {
  const subscription = subscriptionOfInvoice(invoice)
  if (subscription === null || orderOfInvoice(invoice) === null) return []
  return [
    ...(await factsOfInvoice(stripe, invoice)),
    ...(await lookSubscription(stripe, subscription)),
  ]
}

/** A way to pay that takes days, and came to nothing. */
function failedLater(session: Stripe.Checkout.Session): Fact[] {
  const facts = factsOfSession(
    { ...session, payment_status: 'unpaid', status: 'expired' },
    new Date()
  )
  return facts.map((fact) =>
    fact.kind === 'abandoned' ? { ...fact, reason: 'payment failed' } : fact
  )
}

interface OfCharge {
  charge: string | Stripe.Charge | null
  payment_intent?: string | Stripe.PaymentIntent | null
}

/** An event may come before the one that says that the money was paid: that is said along with it. */
async function withPayment<T extends OfCharge>(
  stripe: Stripe,
  object: T,
  facts: (object: T, payment: OurPayment) => Fact[]
): Promise<readonly Fact[]> {
  const intent = idOf(object.payment_intent)
  const charge = idOf(object.charge)
  if (intent === null && charge === null) return []
  const paid = await paymentOf(
    stripe,
    intent === null && charge !== null
      ? await ask(stripe.charges.retrieve(charge))
      : { payment_intent: intent }
  )
  return paid ? [...paid.facts, ...facts(object, paid)] : []
}
