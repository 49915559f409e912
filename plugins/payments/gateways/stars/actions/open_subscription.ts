import { sql } from '#app/support/sql'
import {
  openOrder,
  type OrderOutcome,
  type OrderRequest,
} from '#plugins/payments/actions/open_order'
import { StarsGateway } from '#plugins/payments/gateways/stars/stars_gateway'
import { STARS } from '#app/support/money'
import type { PaymentsServices } from '#plugins/payments/services'

/**
 * Opens an order that is paid anew every month. It is marked as such before anybody can pay it, so that no month
 * arrives for an order that is paid once.
 */
export async function openSubscription(
  services: PaymentsServices,
  request: Omit<OrderRequest, 'gateway' | 'currency' | 'resume'>
): Promise<OrderOutcome> {
  const gateway = (await services.gateways()).get('stars')
  if (!(gateway instanceof StarsGateway)) return { outcome: 'refused', reason: 'not_offered' }
  const opened = await openOrder(services, { ...request, gateway: 'stars', currency: STARS })
  if (opened.outcome === 'refused') return opened
  const { order } = opened
  await sql('insert into payments_star_subscriptions (order_id) values (:id)', { id: order.id })
  return { ...opened, checkout: await gateway.openMonthly(order) }
}
