import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import { givePurchase } from '#plugins/communities/buying/actions/give_purchase'
import { returnPurchase } from '#plugins/communities/buying/actions/return_purchase'
import { findPurchase } from '#plugins/communities/buying/queries/find_purchase'
import { tellBuyer } from '#plugins/communities/buying/tell_buyer'
import { renewByMoney } from '#plugins/communities/lifecycle/actions/renew_by_money'
import { refundMoney } from '#plugins/communities/refunds/refund_money'
import type { PurchaseRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Money that arrived for something that communities sell, as the payments tell it. */
export interface Sold {
  paymentId: string
  orderId: string
  /** The purchase. */
  reference: string
  /** Minor units; whole Stars. */
  amount: bigint
  currency: string
  /** Millicoins that it brought the creator, where known. */
  creatorShare?: bigint
}

/**
 * A purchase is paid with money: it is given, or the money goes back and the buyer is told why. Later payments of a
 * subscription renew; a second payment of anything else goes back.
 */
export async function settleSale(services: CommunitiesServices, sold: Sold): Promise<void> {
  const { paymentId, orderId, reference, creatorShare } = sold
  const purchase = await findPurchase(reference)
  if (!purchase) {
    logger.error({ paymentId, reference }, 'A payment is for a purchase that nobody made')
    const request = { key: `unknown:${paymentId}`, paymentId, amount: null, reason: 'unknown' }
    await refundMoney(services, { communityId: null }, request)
    return
  }
  if (isFirst(purchase, paymentId)) {
    // Told before: it is on its way back.
    if (purchase.refusal !== null && purchase.payment_id === paymentId) {
      await returnPurchase(services, purchase)
    } else {
      await givePurchase(services, purchase.id, {
        paid: { paymentId, orderId, ...(creatorShare !== undefined && { creatorShare }) },
        tell: true,
      })
    }
    return
  }
  if (purchase.payment_id === paymentId) return
  if (purchase.state === 'paid' && purchase.recurring) await renewByMoney(services, sold)
  else await sendBack(services, purchase, sold)
}

const isFirst = ({ state, payment_id: paid }: PurchaseRow, paymentId: string): boolean =>
  (state === 'asked' || state === 'refused') && (paid === null || paid === paymentId)

async function sendBack(
  services: CommunitiesServices,
  { id: purchaseId, community_id: communityId, recurring, order_id: orderId }: PurchaseRow,
  { paymentId }: Sold
): Promise<void> {
  if (recurring && orderId !== null) await services.payments.setRenewing(orderId, false)
  const request = { key: `double:${paymentId}`, paymentId, amount: null, reason: 'paid_twice' }
  await refundMoney(services, { communityId }, request)
  await db.transaction((trx) =>
    tellBuyer(services, trx, { purchaseId, news: 'double', of: paymentId })
  )
}
