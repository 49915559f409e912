import type { ServiceFactory } from '#app/plugin_kit/types'
import type { PaymentsService } from '#plugins/payments/api'
import { makeGateways } from '#plugins/payments/gateways/index'
import { makePayoutProviders } from '#plugins/payments/payouts/providers/index'

/** Binds the gateways and the payouts' providers; they are made when somebody first asks for one. */
const makeService: ServiceFactory<PaymentsService> = ({ app }) => {
  app.container.singleton('gateways', () => makeGateways(app))
  app.container.singleton('payoutProviders', () => makePayoutProviders())
  return {
    connected: async () => [...(await app.container.make('gateways')).keys()],
  }
}

export default makeService
