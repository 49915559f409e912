import type { JobModule } from '#app/plugin_kit/types'
import { followGiftReturn } from '#plugins/communities/gifts/actions/follow_gift_return'
import { followSaleReturn } from '#plugins/communities/lifecycle/actions/follow_sale_return'
import { servicesOf } from '#plugins/communities/services'

const listener: JobModule =
  (context) =>
  async ({ topic, payload }) => {
    if (payload.seller !== 'communities') return
    const { returnId, paymentId, kind, change, whole } = payload
    if (
      typeof returnId !== 'string' ||
      typeof paymentId !== 'string' ||
      (kind !== 'refund' && kind !== 'dispute') ||
      (change !== 'taken' && change !== 'given')
    ) {
      throw new Error(`${topic} does not say what was returned`)
    }
    await followGiftReturn({ paymentId, kind, change, whole: whole === true })
    await followSaleReturn(servicesOf(context), {
      returnId,
      paymentId,
      kind,
      change,
      whole: whole === true,
    })
  }

export default listener
