/** Subscriptions of the test gateway: nothing renews by itself, its page has buttons for what time and banks do. */
import { randomUUID } from 'node:crypto'
import { sql } from '#app/support/sql'
import type { Fact, Order, Subscriptions } from '#plugins/payments/gateways/gateway'
import { charge } from '#plugins/payments/gateways/test/records'

export interface TestSubscription {
  id: string
  orderId: string
  state: 'running' | 'past_due' | 'ended'
  renews: boolean
  paidUntil: Date
  changedAt: Date
}

const COLUMNS = `id, order_id as "orderId", state, renews, paid_until as "paidUntil", changed_at as "changedAt"`
/** JavaScript knows milliseconds: two changes never share one. */
const CHANGED = `changed_at = greatest(clock_timestamp(), changed_at + interval '1 millisecond')`

export async function subscriptionOf(orderId: string): Promise<TestSubscription | null> {
  const [row] = await sql<TestSubscription>(
    `select ${COLUMNS} from payments_test_subscriptions where order_id = :orderId`,
    { orderId }
  )
  return row ?? null
}

export async function findTestSubscription(id: string): Promise<TestSubscription | null> {
  const [row] = await sql<TestSubscription>(
    `select ${COLUMNS} from payments_test_subscriptions where id = :id`,
    { id }
  )
  return row ?? null
}

/** Somebody subscribes: it begins with free days, or with a payment. One that runs already stays as it is. */
export async function subscribe(
  order: Order
): Promise<{ subscription: string; payment: string | null } | null> {
  const recurring = order.sale?.recurring
  if (!recurring || (await subscriptionOf(order.id))) return null
  const [made] = await sql<{ id: string }>(
    `insert into payments_test_subscriptions (id, order_id, state, paid_until)
     values (:id, :orderId, 'running', now() + case when :trialDays > 0
       then make_interval(days => :trialDays) else ('1 ' || :period)::interval end)
     on conflict do nothing returning id`,
    {
      id: `sub_${randomUUID().replaceAll('-', '')}`,
      orderId: order.id,
      trialDays: recurring.trialDays,
      period: recurring.period,
    }
  )
  if (!made) return null
  const payment = recurring.trialDays > 0 ? null : (await charge(order)).id
  return { subscription: made.id, payment }
}

/** The next period is due: it is paid, or a subscription that does not renew ends. Null when it ended before. */
export async function renew(
  order: Order
): Promise<{ subscription: string; payment: string | null } | null> {
  const [changed] = await sql<TestSubscription>(
    `update payments_test_subscriptions set ${CHANGED},
       state = case when renews then 'running' else 'ended' end,
       paid_until = case when renews then paid_until + ('1 ' || :period)::interval else paid_until end
     where order_id = :orderId and state <> 'ended' returning ${COLUMNS}`,
    { orderId: order.id, period: order.sale?.recurring?.period ?? 'month' }
  )
  if (!changed) return null
  const payment = changed.state === 'ended' ? null : (await charge(order)).id
  return { subscription: changed.id, payment }
}

/** The card fails, or the gateway gives up. Null when it ended before. */
export async function changeState(
  orderId: string,
  state: 'past_due' | 'ended'
): Promise<{ subscription: string; payment: null } | null> {
  const [changed] = await sql<{ id: string }>(
    `update payments_test_subscriptions
     set ${CHANGED}, state = :state, renews = renews and :state <> 'ended'
     where order_id = :orderId and state <> 'ended' returning id`,
    { orderId, state }
  )
  return changed ? { subscription: changed.id, payment: null } : null
}

export function factOf(one: TestSubscription): Fact {
  const { id: subscription, orderId, state, renews, paidUntil, changedAt: at } = one
  const order = { id: orderId }
  return { kind: 'subscription_changed', order, subscription, state, renews, paidUntil, at }
}

/** @param open opens the page of an order */
export const testSubscriptions = (open: Subscriptions['open']): Subscriptions => ({
  periods: ['month', 'year'],
  trials: true,
  mostAmount: null,
  open,
  async setRenewing({ order }, renewing) {
    const changed = await sql<{ id: string }>(
      `update payments_test_subscriptions set ${CHANGED}, renews = :renewing
       where order_id = :orderId and state <> 'ended' returning id`,
      { orderId: order.id, renewing }
    )
    return changed.length > 0 ? 'set' : 'refused'
  },
  async look({ order }) {
    const found = await subscriptionOf(order.id)
    return found ? [factOf(found)] : []
  },
})
