import type { JsonValue } from '#app/job_kit/types'
import type { JobModule } from '#app/plugin_kit/types'
import type { LedgerService } from '#plugins/ledger/api'
import { settleSale } from '#plugins/communities/buying/actions/settle_sale'
import { catchUpReturn } from '#plugins/communities/lifecycle/actions/follow_sale_return'
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
    const services = servicesOf(context)
    const creatorShare = await creatorShareOf(services.ledger, payload.transferId)
    const sold = { paymentId, orderId, reference, amount: BigInt(amount), currency, creatorShare }
    await settleSale(services, sold)
    await catchUpReturn(services, paymentId)
  }

/** Millicoins that a sale brought the creator, for their figures; nothing where it is not said which sale it was. */
async function creatorShareOf(
  ledger: Pick<LedgerService, 'transfers'>,
  transferId: JsonValue | undefined
): Promise<bigint> {
  if (typeof transferId !== 'string') return 0n
  const [booked] = await ledger.transfers([transferId])
  return (booked?.legs ?? [])
    .filter(({ account, commodity }) => account === 'earnings' && commodity === 'COIN')
    .reduce((sum, { amount }) => sum + amount, 0n)
}

export default listener
