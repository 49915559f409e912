import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import communitiesConfig from '#config/communities'
import { endReturned, giveCharged } from '#plugins/communities/buying/actions/return_purchase'
import { tellBuyer } from '#plugins/communities/buying/tell_buyer'
import { findPurchase } from '#plugins/communities/buying/queries/find_purchase'
import { now } from '#plugins/communities/clock'
import { GIFT_LIMITS } from '#plugins/communities/gifts/limits'
import type { CommunitiesServices } from '#plugins/communities/services'

interface Due {
  id: string
  purchase_id: string
}

/**
 * Gifts that nobody took in time are their giver's again. From when it is written down nobody can take one any more; a
 * crash after that leaves the rest to the next run.
 * @returns how many went back
 */
export async function giveBackGifts(services: CommunitiesServices): Promise<number> {
  const due = await sql<Due>(
    `select g.id, g.purchase_id from communities_gifts g join communities_purchases p on p.id = g.purchase_id
     where g.redeemed_at is null and g.expires_at <= :at and p.state = 'paid'
     order by g.expires_at limit :batch`,
    { at: now(), batch: GIFT_LIMITS.batch }
  )
  let back = 0
  for (const gift of due) {
    try {
      if (await giveBackGift(services, gift)) back += 1
    } catch (error) {
      logger.error({ err: error, gift: gift.id }, 'A gift could not be given back')
    }
  }
  return back
}

/** @returns whether it went back now */
export async function giveBackGift(
  services: CommunitiesServices,
  { id, purchase_id }: Due
): Promise<boolean> {
  const closed = await sql(
    `update communities_gifts set given_back_at = coalesce(given_back_at, :at)
     where id = :id and redeemed_at is null and expires_at <= :at returning 1`,
    { id, at: now() }
  )
  const purchase = closed.length === 0 ? null : await findPurchase(purchase_id)
  if (!purchase) return false
  if ((await giveCharged(services, purchase)) === 'refused') {
    await keepOpen(services, { id, purchaseId: purchase_id })
    return false
  }
  await endReturned(services, purchase, { back: 'given', news: 'gift_over' })
  return true
}

/** A gateway gives nothing back after so long a time: then the gift is worth what it was for as long again. */
async function keepOpen(
  services: CommunitiesServices,
  { id, purchaseId }: { id: string; purchaseId: string }
): Promise<void> {
  const expiresAt = new Date(now().getTime() + communitiesConfig.giftLifetime * 1000)
  await db.transaction(async (trx) => {
    await sql(
      'update communities_gifts set given_back_at = null, expires_at = :expiresAt where id = :id',
      { id, expiresAt },
      trx
    )
    await tellBuyer(services, trx, { purchaseId, news: 'gift_kept', of: expiresAt.toISOString() })
  })
}
