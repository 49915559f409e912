import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { sql } from '#app/support/sql'
import type { GatewayName } from '#config/payments'
import { findOrder } from '#plugins/payments/queries/find_order'
import { RECONCILIATION_LIMITS } from '#plugins/payments/reconciliation/limits'
import type { PaymentsServices } from '#plugins/payments/services'

/**
 * Asks a gateway how its subscriptions are whose paid time is over: a list of payments does not say that one ended, or
 * that a card fails, when the event was lost.
 * @returns how many were asked for
 */
export async function lookAtSubscriptions(
  services: PaymentsServices,
  gateway: GatewayName,
  signal: AbortSignal
): Promise<number> {
  const subscriptions = (await services.gateways()).get(gateway)?.subscriptions
  if (!subscriptions) return 0
  const due = await sql<{ id: string; name: string }>(
    `select order_id as id, provider_subscription as name from payments_subscriptions
     where gateway = :gateway and state <> 'ended'
       and paid_until < now() - make_interval(mins => :settling)
     order by paid_until limit :looks`,
    {
      gateway,
      settling: RECONCILIATION_LIMITS.settlingMinutes,
      looks: RECONCILIATION_LIMITS.looks,
    }
  )
  for (const { id, name } of due) {
    signal.throwIfAborted()
    const order = await findOrder(id)
    if (!order) continue
    const subscription = { order, checkout: order.providerOrder, name }
    await applyFacts(services, gateway, await subscriptions.look(subscription))
  }
  return due.length
}
