import type { ServiceFactory } from '#app/plugin_kit/types'
import { openSale } from '#plugins/payments/actions/open_sale'
import { refundSale } from '#plugins/payments/actions/refund_sale'
import { setSaleRenewing } from '#plugins/payments/actions/set_sale_renewing'
import type { PaymentsService } from '#plugins/payments/api'
import { makeGateways } from '#plugins/payments/gateways/index'
import { sellingGateways, wayOf } from '#plugins/payments/packs/gateways_for'
import { makePayoutProviders } from '#plugins/payments/payouts/providers/index'
import { servicesOf } from '#plugins/payments/services'

/** Binds the gateways and the payouts' providers; they are made when somebody first asks for one. */
const makeService: ServiceFactory<PaymentsService> = (context) => {
  const { app } = context
  app.container.singleton('gateways', () => makeGateways(app))
  app.container.singleton('payoutProviders', () => makePayoutProviders())
  const services = servicesOf(context)
  return {
    connected: async () => [...(await app.container.make('gateways')).keys()],
    waysFor: async (frontend) => (await sellingGateways(services, frontend)).map(wayOf),
    sell: (request) => openSale(services, request),
    setRenewing: (orderId, renewing) => setSaleRenewing(services, orderId, renewing),
    refundSale: (request) => refundSale(services, request),
  }
}

export default makeService
