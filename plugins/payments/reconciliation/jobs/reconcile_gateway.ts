import type { JobModule } from '#app/plugin_kit/types'
import { GATEWAYS } from '#config/payments'
import { lookAtSubscriptions } from '#plugins/payments/reconciliation/actions/look_at_subscriptions'
import { reconcileGateway } from '#plugins/payments/reconciliation/actions/reconcile_gateway'
import { servicesOf } from '#plugins/payments/services'

/** Compares one gateway's list with the books, and asks for its subscriptions that should have been paid. One that is busy, or not connected any more, has its next round. */
const reconcileGatewayJob: JobModule = (context) => {
  const services = servicesOf(context)
  return async ({ payload, signal }) => {
    const gateway = GATEWAYS.find((name) => name === payload.gateway)
    if (!gateway) throw new Error('The job names no gateway')
    await reconcileGateway(services, { gateway, signal })
    await lookAtSubscriptions(services, gateway, signal)
  }
}

export default reconcileGatewayJob
