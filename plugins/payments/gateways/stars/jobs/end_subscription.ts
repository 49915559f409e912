import type { JobModule } from '#app/plugin_kit/types'
import { StarsGateway } from '#plugins/payments/gateways/stars/stars_gateway'
import { servicesOf } from '#plugins/payments/services'

/**
 * Ends the subscription of somebody who was deleted. It is tried again while Telegram cannot be reached; one that
 * Telegram does not know has ended.
 */
const endSubscription: JobModule =
  (context) =>
  async ({ payload, topic }) => {
    const { charge, payer } = payload
    if (typeof charge !== 'string' || typeof payer !== 'string') {
      throw new Error(`${topic} names no subscription`)
    }
    const gateway = (await servicesOf(context).gateways()).get('stars')
    if (!(gateway instanceof StarsGateway)) throw new Error('Telegram is not connected')
    await gateway.setRenewing(charge, payer, false)
  }

export default endSubscription
