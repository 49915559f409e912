import type { JobModule } from '#app/plugin_kit/types'
import { followSaleReturn } from '#plugins/communities/lifecycle/actions/follow_sale_return'
import { settleRefused } from '#plugins/communities/refunds/refund_money'
import { servicesOf } from '#plugins/communities/services'

const listener: JobModule =
  (context) =>
  async ({ topic, payload }) => {
    if (payload.seller !== 'communities') return
    const { returnId, paymentId, kind, change, gone, whole, disputed, asOf } = payload
    if (
      typeof returnId !== 'string' ||
      typeof paymentId !== 'string' ||
      (kind !== 'refund' && kind !== 'dispute') ||
      (change !== 'taken' && change !== 'given') ||
      typeof gone !== 'string' ||
      typeof asOf !== 'number'
    ) {
      throw new Error(`${topic} does not say what was returned`)
    }
    if (change === 'taken') {
      await settleRefused(paymentId, { gone: BigInt(gone), whole: whole === true })
    }
    await followSaleReturn(servicesOf(context), {
      returnId,
      paymentId,
      kind,
      change,
      gone: BigInt(gone),
      whole: whole === true,
      disputed: disputed === true,
      asOf,
    })
  }

export default listener
