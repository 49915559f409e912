/** Subscriptions by Stripe's Billing: Checkout opens them, and Stripe charges every period by itself. */
import type Stripe from 'stripe'
import type { Fact, SubscriptionRef, Subscriptions } from '#plugins/payments/gateways/gateway'
import { ask, StripeRefused } from '#plugins/payments/gateways/stripe/client'
import { dateOf, idOf, orderIn } from '#plugins/payments/gateways/stripe/ids'
import { factsOfInvoice } from '#plugins/payments/gateways/stripe/invoices'

type State = Extract<Fact, { kind: 'subscription_changed' }>['state']

/** @param open opens the page of an order */
export const stripeSubscriptions = (
  stripe: Stripe,
  open: Subscriptions['open']
): Subscriptions => ({
  periods: ['month', 'year'],
  trials: true,
  mostAmount: null,
  open,
  setRenewing: (subscription, renewing) => setRenewing(stripe, subscription, renewing),
  async look(subscription) {
    const id = await nameOf(stripe, subscription)
    return id === null ? [] : lookSubscription(stripe, id)
  },
})

/**
 * Everything that is true of a subscription now, and of the invoice that was paid last. Events only say that there is
 * something new: two of one second could not be put in order.
 */
export async function lookSubscription(stripe: Stripe, id: string): Promise<readonly Fact[]> {
  // Before it is asked: what changes while it is answered has an event of its own, and a later time.
  const at = new Date()
  const found = await findSubscription(stripe, id)
  const order = found && orderIn(found.metadata)
  if (!found || order === null) return []
  const { latest_invoice: invoice } = found
  const last = invoice !== null && typeof invoice !== 'string' ? invoice : null
  const paid = last ? await factsOfInvoice(stripe, last) : []
  const state = stateOf(found.status)
  if (state === null) return paid
  const isPaid = last === null || last.status === 'paid'
  const [item] = found.items.data
  // A period begins before its invoice is paid.
  const until = isPaid ? item?.current_period_end : item?.current_period_start
  return [
    ...paid,
    {
      kind: 'subscription_changed',
      order: { id: order },
      subscription: found.id,
      state,
      renews: state !== 'ended' && !found.cancel_at_period_end && found.cancel_at === null,
      paidUntil: until === undefined ? null : dateOf(until),
      at,
    },
  ]
}

/** Null for one whose first payment is not through yet (docs.stripe.com/billing/subscriptions/overview). */
function stateOf(status: Stripe.Subscription.Status): State | null {
  switch (status) {
    case 'active':
    case 'trialing':
      return 'running'
    case 'past_due':
    case 'unpaid':
    case 'paused':
      return 'past_due'
    case 'canceled':
    case 'incomplete_expired':
      return 'ended'
    default:
      return null
  }
}

async function setRenewing(
  stripe: Stripe,
  subscription: SubscriptionRef,
  renewing: boolean
): Promise<'set' | 'refused'> {
  const id = await nameOf(stripe, subscription)
  if (id === null) return 'refused'
  try {
    // Stripe's own pages may have named a day instead.
    const { cancel_at: day, cancel_at_period_end: atEnd } = await ask(
      stripe.subscriptions.retrieve(id)
    )
    await ask(
      stripe.subscriptions.update(
        id,
        renewing && day !== null && !atEnd ? { cancel_at: '' } : { cancel_at_period_end: !renewing }
      )
    )
    return 'set'
  } catch (error) {
    if (error instanceof StripeRefused) return 'refused'
    throw error
  }
}

/** Before its events came, it is known by the page that opened it. */
async function nameOf(stripe: Stripe, { name, checkout }: SubscriptionRef): Promise<string | null> {
  if (name !== null || checkout === null) return name
  const session = await ask(stripe.checkout.sessions.retrieve(checkout))
  return idOf(session.subscription)
}

async function findSubscription(stripe: Stripe, id: string): Promise<Stripe.Subscription | null> {
  try {
    return await ask(stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] }))
  } catch (error) {
    if (error instanceof StripeRefused && error.reason === 'resource_missing') return null
    throw error
  }
}
