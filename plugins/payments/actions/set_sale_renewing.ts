import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { findOrder } from '#plugins/payments/queries/find_order'
import { findSubscription } from '#plugins/payments/queries/find_subscription'
import type { PaymentsServices } from '#plugins/payments/services'

/**
 * Has the subscription of an order end with what is paid, or go on; what the gateway says of it then is kept at once.
 * @throws when the gateway cannot be reached
 */
export async function setSaleRenewing(
  services: PaymentsServices,
  orderId: string,
  renewing: boolean
): Promise<'set' | 'refused'> {
  const order = await findOrder(orderId)
  if (!order?.sale?.recurring) return 'refused'
  const subscriptions = (await services.gateways()).get(order.gateway)?.subscriptions
  if (!subscriptions) return 'refused'
  const known = await findSubscription(orderId)
  if (known?.state === 'ended') return 'refused'
  const subscription = { order, checkout: order.providerOrder, name: known?.name ?? null }
  const set = await subscriptions.setRenewing(subscription, renewing)
  if (set === 'set') {
    await applyFacts(services, order.gateway, await subscriptions.look(subscription))
  }
  return set
}
