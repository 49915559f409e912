import type { JobModule } from '#app/plugin_kit/types'
import { GATEWAYS } from '#config/payments'
import { reconcileGateway } from '#plugins/payments/reconciliation/actions/reconcile_gateway'
import { servicesOf } from '#plugins/payments/services'

/** Compares one gateway's list with the books. One that is busy, or not connected any more, has its next round. */
const reconcileGatewayJob: JobModule = (context) => {
  const services = servicesOf(context)
  return async ({ payload, signal }) => {
    const gateway = GATEWAYS.find((name) => name === payload.gateway)
    if (!gateway) throw new Error('The job names no gateway')
    await reconcileGateway(services, { gateway, signal })
  }
}

export default reconcileGatewayJob
