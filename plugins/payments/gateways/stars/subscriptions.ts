/** What other plugins sell by the month for Stars: Telegram charges again by itself. */
import { sql } from '#app/support/sql'
import type { Fact, Order, Subscriptions } from '#plugins/payments/gateways/gateway'
import { STARS_LIMITS } from '#plugins/payments/gateways/stars/limits'
import {
  listSubscriptions,
  type Subscription,
} from '#plugins/payments/gateways/stars/queries/list_subscriptions'
import type { StarsGateway } from '#plugins/payments/gateways/stars/stars_gateway'

export const starsSubscriptions = (gateway: StarsGateway): Subscriptions => ({
  periods: ['month'],
  trials: false,
  mostAmount: BigInt(STARS_LIMITS.subscriptionStars),
  async open(order) {
    // Before anybody can pay it, so that no month arrives for an order that is paid once.
    await sql(
      'insert into payments_star_subscriptions (order_id) values (:id) on conflict do nothing',
      { id: order.id }
    )
    return gateway.openMonthly(order)
  },
  async setRenewing({ order }, renewing) {
    const running = await runningOf(order)
    if (!running) return 'refused'
    const { charge, payerPlatformId } = running
    const set = await gateway.setRenewing(charge, payerPlatformId, renewing)
    if (set === 'set') await keepRenewing(order.id, renewing)
    return set
  },
  async look({ order }) {
    const running = await runningOf(order)
    return running ? [factOf(running)] : []
  },
})

/** That somebody let it end, or go on: Telegram tells nobody. */
export async function keepRenewing(orderId: string, renewing: boolean): Promise<void> {
  await sql(
    `update payments_star_subscriptions
     set cancelled_at = case when :renewing then null else coalesce(cancelled_at, now()) end
     where order_id = :orderId`,
    { orderId, renewing }
  )
}

async function runningOf(order: Order): Promise<Subscription | undefined> {
  const running = await listSubscriptions(order.personId)
  return running.find(({ orderId }) => orderId === order.id)
}

/** An order has one subscription, and Telegram has no name for it but the first charge: it is called as the order is. */
const factOf = ({ orderId, cancelled, paidUntil }: Subscription): Fact => ({
  kind: 'subscription_changed',
  order: { id: orderId },
  subscription: orderId,
  state: 'running',
  renews: !cancelled,
  paidUntil,
  at: new Date(),
})
