import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { endOf } from '#plugins/communities/buying/end_of'
import { lockPurchase } from '#plugins/communities/buying/locks'
import { tellBuyer } from '#plugins/communities/buying/tell_buyer'
import { refused, type BuyOutcome, type BuyRefusal } from '#plugins/communities/buying/purchase'
import { now } from '#plugins/communities/clock'
import type { PurchaseRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Ends a purchase for which nothing was charged. One that came to another end meanwhile keeps it. */
export async function refusePurchase(
  services: Pick<CommunitiesServices, 'outbox'>,
  { id }: PurchaseRow,
  reason: BuyRefusal | 'insufficient_coins' | 'cap_reached',
  { tell }: { tell: boolean }
): Promise<BuyOutcome> {
  const other = await db.transaction(async (trx) => {
    const purchase = await lockPurchase(trx, id)
    if (!purchase) throw new Error(`There is no purchase ${id}`)
    if (purchase.state !== 'asked') return purchase
    await sql(
      `update communities_purchases set state = 'refused', refusal = :reason, ended_at = :at where id = :id`,
      { id, reason, at: now() },
      trx
    )
    if (tell) await tellBuyer(services, trx, { purchaseId: id, news: 'end' })
    return null
  })
  if (other) return endOf(other)
  return refused(
    reason === 'insufficient_coins' || reason === 'cap_reached' ? 'interrupted' : reason
  )
}
