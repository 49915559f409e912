import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { endOf } from '#plugins/communities/buying/end_of'
import { lockPurchase } from '#plugins/communities/buying/locks'
import { keyOf, type BuyOutcome } from '#plugins/communities/buying/purchase'
import { tellBuyer, type BuyerNews } from '#plugins/communities/buying/tell_buyer'
import { now } from '#plugins/communities/clock'
import { remember } from '#plugins/communities/history'
import { refundMoney } from '#plugins/communities/refunds/refund_money'
import type { PurchaseRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Gives back what was charged for a purchase that could not be given, and ends it. Done again it does nothing more: the
 * coins and the money go back under the purchase's own key.
 */
export async function returnPurchase(
  services: CommunitiesServices,
  purchase: PurchaseRow
): Promise<BuyOutcome> {
  // A gateway that would go on charging is stopped first; unreachable, it is asked again later.
  if (purchase.recurring && purchase.order_id !== null) {
    await services.payments.setRenewing(purchase.order_id, false)
  }
  const back = await giveCharged(services, purchase)
  return endOf(await endReturned(services, purchase, { back, news: 'end' }))
}

/** @returns `refused` when the gateway gives nothing back */
export async function giveCharged(
  services: Pick<CommunitiesServices, 'ledger' | 'payments' | 'outbox'>,
  purchase: PurchaseRow
): Promise<'given' | 'refused'> {
  const key = keyOf(purchase)
  if (purchase.transfer_id !== null) {
    await services.ledger.giveBack({
      key,
      captureId: purchase.transfer_id,
      memo: { key: 'communities.buying.memo.given_back', data: { title: purchase.title } },
    })
  }
  if (purchase.payment_id === null) return 'given'
  const { payment_id: paymentId } = purchase
  const reason = purchase.refusal ?? 'expired'
  const of = { communityId: purchase.community_id }
  const answer = await refundMoney(services, of, { key, paymentId, amount: null, reason })
  return answer === 'refunded' ? 'given' : 'refused'
}

/** Writes down that a purchase was given back, and has its buyer told. */
export async function endReturned(
  services: Pick<CommunitiesServices, 'outbox'>,
  { id }: PurchaseRow,
  { back, news }: { back: 'given' | 'refused'; news: BuyerNews }
): Promise<PurchaseRow> {
  return db.transaction(async (trx) => {
    const purchase = await lockPurchase(trx, id)
    if (!purchase) throw new Error(`There is no purchase ${id}`)
    if (purchase.state === 'given_back') return purchase
    const refusal = back === 'given' ? purchase.refusal : 'refund_refused'
    const ended: PurchaseRow = { ...purchase, state: 'given_back', refusal, ended_at: now() }
    await sql(
      `update communities_purchases set state = 'given_back', refusal = :refusal, ended_at = :at where id = :id`,
      { id, refusal, at: now() },
      trx
    )
    await remember(trx, {
      communityId: purchase.community_id,
      personId: purchase.person_id,
      kind: back === 'given' ? 'purchase_given_back' : 'refund_refused',
      data: { purchaseId: id, reason: purchase.refusal },
    })
    await tellBuyer(services, trx, { purchaseId: id, news })
    return ended
  })
}
