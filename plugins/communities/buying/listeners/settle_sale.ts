import type { JobModule } from '#app/plugin_kit/types'
import { settleSale } from '#plugins/communities/buying/actions/settle_sale'
import { servicesOf } from '#plugins/communities/services'

/** Money for something that communities sell arrived. */
const listener: JobModule =
  (context) =>
  async ({ topic, payload }) => {
    if (payload.seller !== 'communities') return
    const { paymentId, orderId, reference, amount, currency } = payload
    if (
      typeof paymentId !== 'string' ||
      typeof orderId !== 'string' ||
      typeof reference !== 'string' ||
      typeof amount !== 'string' ||
      typeof currency !== 'string'
    ) {
      throw new Error(`${topic} does not say what was paid`)
    }
    const sold = { paymentId, orderId, reference, amount: BigInt(amount), currency }
    await settleSale(servicesOf(context), sold)
  }

export default listener
