/** Subscriptions at Razorpay: a plan and a subscription for each order, paid on a page of Razorpay's. */
import { DateTime } from 'luxon'
import { sql } from '#app/support/sql'
import paymentsConfig from '#config/payments'
import type {
  Checkout,
  Fact,
  Order,
  Period,
  Subscriptions,
} from '#plugins/payments/gateways/gateway'
import {
  RazorpayRefused,
  RazorpayUnavailable,
  type RazorpayClient,
} from '#plugins/payments/gateways/razorpay/client'
import {
  invoiceIn,
  ORDER_NOTE,
  planIn,
  subscriptionIn,
  type RazorpayPayment,
  type RazorpaySubscription,
} from '#plugins/payments/gateways/razorpay/entities'
import { wireAmount } from '#plugins/payments/gateways/razorpay/payments'

/** Periods that a subscription has: ten years of it. Razorpay wants a number (up to a hundred years). */
const PERIODS_AT_MOST: Readonly<Record<Period, number>> = { month: 120, year: 10 }

const WIRE_PERIOD = { month: 'monthly', year: 'yearly' } as const

/** Seconds. */
const DAY = 24 * 60 * 60

/**
 * Free days are a start in the future. Razorpay tries the card with a small sum then, which it never captures and gives
 * back by itself (razorpay.com/docs/payments/subscriptions/workflow): it is no payment of anything.
 * @param label what is on the button that opens Razorpay's page
 */
export const razorpaySubscriptions = (
  client: RazorpayClient,
  label: (order: Order) => string
): Subscriptions => ({
  periods: ['month', 'year'],
  trials: true,
  mostAmount: null,
  open: (order) => open(client, order, label(order)),
  async setRenewing({ order }, renewing) {
    const known = await linkOf(order.id)
    if (!known) return 'refused'
    // Razorpay does not take a cancellation back.
    if (renewing) return known.cancelled ? 'refused' : 'set'
    try {
      // Before the first period there is no end of one: the free days stay, and nothing is charged after them.
      const { subscription } = known
      const found = subscriptionIn(await client.ask((sdk) => sdk.subscriptions.fetch(subscription)))
      const atEnd = found.status !== 'authenticated'
      await client.ask((sdk) => sdk.subscriptions.cancel(subscription, atEnd))
    } catch (error) {
      if (error instanceof RazorpayRefused) return 'refused'
      throw error
    }
    await sql(
      `update payments_razorpay_subscriptions set cancelled_at = coalesce(cancelled_at, now())
       where order_id = :orderId`,
      { orderId: order.id }
    )
    return 'set'
  },
  async look({ order }) {
    const known = await linkOf(order.id)
    return known ? lookSubscription(client, known.subscription) : []
  },
})

interface Link {
  subscription: string
  url: string
  cancelled: boolean
}

async function linkOf(orderId: string): Promise<Link | null> {
  const [row] = await sql<Link>(
    `select subscription_id as subscription, url, cancelled_at is not null as cancelled
     from payments_razorpay_subscriptions where order_id = :orderId`,
    { orderId }
  )
  return row ?? null
}

async function open(client: RazorpayClient, order: Order, label: string): Promise<Checkout> {
  try {
    const link = (await linkOf(order.id)) ?? (await make(client, order))
    const way = { kind: 'link', label, url: link.url } as const
    return { outcome: 'open', way, providerOrder: link.subscription }
  } catch (error) {
    if (error instanceof RazorpayRefused || error instanceof RazorpayUnavailable) {
      return { outcome: 'unavailable', reason: error.message }
    }
    throw error
  }
}

/** One that was made and not kept, after a crash between, is known to nobody, and nobody can pay it. */
async function make(client: RazorpayClient, order: Order): Promise<Link> {
  const recurring = order.sale?.recurring
  if (!recurring) throw new Error(`The order ${order.id} is no subscription`)
  const { period } = recurring
  const notes = { [ORDER_NOTE]: order.id }
  const plan = planIn(
    await client.ask((sdk) =>
      sdk.plans.create({
        period: WIRE_PERIOD[period],
        interval: 1,
        item: {
          name: order.title,
          description: order.description,
          amount: wireAmount(order.amount),
          currency: order.currency,
        },
        notes,
      })
    )
  )
  const made = subscriptionIn(
    await client.ask((sdk) =>
      sdk.subscriptions.create({
        plan_id: plan,
        total_count: PERIODS_AT_MOST[period],
        quantity: 1,
        customer_notify: 0,
        ...freeDays(recurring.trialDays),
        notes,
      })
    )
  )
  await sql(
    `insert into payments_razorpay_subscriptions (order_id, subscription_id, url)
     values (:orderId, :subscription, :url) on conflict do nothing`,
    { orderId: order.id, subscription: made.id, url: made.url }
  )
  const kept = await linkOf(order.id)
  if (!kept) throw new Error(`The subscription ${made.id} was not kept`)
  return kept
}

/** Nobody has fewer free days than they were told: the page is open for as long as they begin later. */
function freeDays(
  trialDays: number
): { start_at: number; expire_by: number } | Record<string, never> {
  if (trialDays === 0) return {}
  const closes = Math.floor(Date.now() / 1000) + paymentsConfig.orderLifetime
  return { start_at: closes + trialDays * DAY, expire_by: closes }
}

/** How a subscription is now; empty for one that is not ours, and before anything was paid. */
export async function lookSubscription(client: RazorpayClient, id: string): Promise<Fact[]> {
  // Before it is asked: what changes while it is answered has an event of its own, and a later time.
  const at = new Date()
  const [ours] = await sql<{
    order_id: string
    cancelled: boolean
    period: Period
    trial_days: number
  }>(
    `select s.order_id, s.cancelled_at is not null as cancelled, o.recurring as period, o.trial_days
     from payments_razorpay_subscriptions s join payments_orders o on o.id = s.order_id
     where s.subscription_id = :id`,
    { id }
  )
  if (!ours) return []
  const found = subscriptionIn(await client.ask((sdk) => sdk.subscriptions.fetch(id)))
  const order = { id: ours.order_id }
  if (found.status === 'expired' && found.paidCount === 0) {
    return [{ kind: 'abandoned', order, reason: 'expired' }]
  }
  // The card is tried, and the free days run; without any, the first payment comes in a moment.
  const tries = found.status === 'authenticated' && ours.trial_days > 0
  const state = tries ? 'running' : STATES[found.status]
  if (state === undefined) return []
  // One that is halted or paused is not tried again by itself.
  const renews = (tries || ['active', 'pending'].includes(found.status)) && !ours.cancelled
  const paidUntil = paidUntilOf(found, ours.period)
  return [{ kind: 'subscription_changed', order, subscription: id, state, renews, paidUntil, at }]
}

/** Of razorpay.com/docs/payments/subscriptions/states; the others are before the first payment. */
const STATES: Readonly<Record<string, 'running' | 'past_due' | 'ended'>> = {
  active: 'running',
  pending: 'past_due',
  halted: 'past_due',
  paused: 'past_due',
  cancelled: 'ended',
  completed: 'ended',
  expired: 'ended',
}

/** So many periods as were paid: while a card fails, Razorpay's own period is one that was not. */
function paidUntilOf(
  { startAt, currentEnd, paidCount }: RazorpaySubscription,
  period: Period
): Date | null {
  if (startAt === null) return currentEnd
  return DateTime.fromJSDate(startAt, { zone: 'utc' })
    .plus({ [period]: paidCount })
    .toJSDate()
}

/** The payment under its subscription's name, where it is one's: Razorpay pays each invoice by an order of its own. */
export async function underSubscription(
  client: RazorpayClient,
  payment: RazorpayPayment
): Promise<RazorpayPayment> {
  const { invoiceId } = payment
  if (invoiceId === null) return payment
  const subscription = invoiceIn(await client.ask((sdk) => sdk.invoices.fetch(invoiceId)))
  return subscription === null ? payment : { ...payment, orderId: subscription }
}
