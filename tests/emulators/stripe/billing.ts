/**
 * Subscriptions and their invoices, as Stripe Billing makes them (docs.stripe.com/billing/subscriptions/overview,
 * docs.stripe.com/billing/invoices/subscription): a period's invoice is a draft for an hour, then is finalized and
 * charged; a card that fails is tried again on some days, then the subscription is canceled.
 */
import { DateTime } from 'luxon'
import { markPaid, newInvoice, takeMoney } from '#tests/emulators/stripe/invoicing'
import type {
  CardBehaviour,
  Invoice,
  PaymentMethod,
  Subscription,
} from '#tests/emulators/stripe/objects'
import { newId, type World } from '#tests/emulators/stripe/world'

const HOUR = 60 * 60
const DAY = 24 * HOUR
/** Days after which a failed charge is tried again, each from the one before; afterwards it is given up. */
const RETRY_DAYS = [3, 5, 7]

export interface NewSubscription {
  customer: string
  amount: number
  currency: string
  interval: 'month' | 'year'
  trialDays: number
  description: string | null
  metadata: Record<string, string>
  card: PaymentMethod
  behaviour: CardBehaviour
}

/** What begins when somebody has paid on Checkout's page; null when the card did not pay. */
export function beginSubscription(
  world: World,
  wish: NewSubscription
): { subscription: string; invoice: string } | null {
  const { customer, currency, interval, trialDays, card } = wish
  const [id, now] = [newId('sub'), world.now()]
  const trialEnd = trialDays > 0 ? now + trialDays * DAY : null
  const subscription: Subscription = {
    id,
    object: 'subscription',
    created: now,
    start_date: now,
    status: trialEnd === null ? 'active' : 'trialing',
    currency,
    customer,
    description: wish.description,
    default_payment_method: card.id,
    items: {
      object: 'list',
      data: [
        {
          id: newId('si', 14),
          object: 'subscription_item',
          created: now,
          current_period_start: now,
          current_period_end: trialEnd ?? later(now, interval, now, 1),
          price: {
            id: newId('price'),
            object: 'price',
            currency,
            unit_amount: wish.amount,
            recurring: { interval, interval_count: 1 },
          },
          quantity: 1,
          subscription: id,
          metadata: {},
        },
      ],
      has_more: false,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    latest_invoice: null,
    billing_cycle_anchor: trialEnd ?? now,
    trial_start: trialEnd === null ? null : now,
    trial_end: trialEnd,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    ended_at: null,
    metadata: { ...wish.metadata },
    livemode: false,
  }
  world.behaviours.set(card.id, wish.behaviour)
  const free = trialEnd !== null
  const invoice = newInvoice(world, subscription, 'subscription_create', free ? 0 : wish.amount)
  if (!free && !takeMoney(world, subscription, invoice)) return null
  world.subscriptions.add(subscription)
  world.tell('customer.subscription.created', subscription)
  markPaid(world, invoice)
  return { subscription: id, invoice: invoice.id }
}

/** The end of the period that begins so many periods after the anchor: the 31st is the last of a shorter month. */
function later(anchor: number, interval: 'month' | 'year', after: number, most: number): number {
  for (let count = most; ; count++) {
    const end = DateTime.fromSeconds(anchor, { zone: 'utc' }).plus({ [interval]: count })
    if (end.toSeconds() > after) return end.toSeconds()
  }
}

/** Time goes by, in steps in which something happens. */
export function moveOn(world: World, seconds: number): void {
  const until = world.now() + seconds
  for (let at = nextDue(world); at !== null && at <= until; at = nextDue(world)) {
    world.ahead += Math.max(0, at - world.now())
    for (const one of world.subscriptions.all()) beginPeriod(world, one)
    for (const one of world.invoices.all()) work(world, one)
  }
  world.ahead += Math.max(0, until - world.now())
}

/** When something happens next by itself. */
function nextDue(world: World): number | null {
  const periods = world.subscriptions
    .all()
    .filter(({ status }) => status !== 'canceled')
    .map((one) => one.items.data[0]?.current_period_end ?? Infinity)
  const invoices = world.invoices.all().flatMap((one) => {
    if (one.status === 'draft') return [one.created + HOUR]
    return one.status === 'open' && one.next_payment_attempt !== null
      ? [one.next_payment_attempt]
      : []
  })
  const next = Math.min(...periods, ...invoices)
  return Number.isFinite(next) ? next : null
}

function beginPeriod(world: World, subscription: Subscription): void {
  const [item] = subscription.items.data
  if (!item || subscription.status === 'canceled') return
  if (item.current_period_end > world.now()) return
  if (subscription.cancel_at_period_end) return endSubscription(world, subscription)
  item.current_period_start = item.current_period_end
  const { billing_cycle_anchor: anchor } = subscription
  item.current_period_end = later(
    anchor,
    item.price.recurring.interval,
    item.current_period_start,
    1
  )
  if (subscription.status === 'trialing') subscription.status = 'active'
  newInvoice(world, subscription, 'subscription_cycle', item.price.unit_amount)
  world.tell('customer.subscription.updated', subscription)
}

/** What is due of an invoice: a draft is finalized, one that failed is tried again. */
function work(world: World, invoice: Invoice): void {
  const isDraftDue = invoice.status === 'draft' && invoice.created + HOUR <= world.now()
  const isAttemptDue =
    invoice.status === 'open' &&
    invoice.next_payment_attempt !== null &&
    invoice.next_payment_attempt <= world.now()
  if (isDraftDue || isAttemptDue) attemptInvoice(world, invoice)
}

/** Charges the subscription's card for an invoice. */
export function attemptInvoice(world: World, invoice: Invoice): void {
  const subscription = world.subscriptions.get(invoice.parent.subscription_details.subscription)
  if (takeMoney(world, subscription, invoice)) {
    markPaid(world, invoice)
    if (subscription.status === 'past_due') {
      subscription.status = 'active'
      world.tell('customer.subscription.updated', subscription)
    }
    return
  }
  const days = RETRY_DAYS[invoice.attempt_count - 1]
  invoice.next_payment_attempt = days === undefined ? null : world.now() + days * DAY
  world.tell('invoice.payment_failed', invoice)
  if (days === undefined) return endSubscription(world, subscription)
  if (subscription.status === 'past_due') return
  subscription.status = 'past_due'
  world.tell('customer.subscription.updated', subscription)
}

/** Nobody is charged any more; what is open is void. */
export function endSubscription(world: World, subscription: Subscription): void {
  if (subscription.status === 'canceled') return
  subscription.status = 'canceled'
  subscription.ended_at = world.now()
  subscription.canceled_at ??= world.now()
  for (const invoice of world.invoices.all()) {
    const isOf = invoice.parent.subscription_details.subscription === subscription.id
    if (isOf && invoice.status === 'draft') invoice.status = 'void'
    if (isOf && invoice.status === 'open') invoice.next_payment_attempt = null
  }
  world.tell('customer.subscription.deleted', subscription)
}
