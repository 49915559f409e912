import type { JobModule } from '#app/plugin_kit/types'
import { setSaleRenewing } from '#plugins/payments/actions/set_sale_renewing'
import { servicesOf } from '#plugins/payments/services'

/**
 * Ends the subscription of somebody who was deleted with what is paid. It is tried again while the gateway cannot be
 * reached; one that the gateway does not know has ended.
 */
const stopRenewing: JobModule =
  (context) =>
  async ({ payload: { orderId }, topic }) => {
    if (typeof orderId !== 'string') throw new Error(`${topic} names no order`)
    await setSaleRenewing(servicesOf(context), orderId, false)
  }

export default stopRenewing
