import logger from '@adonisjs/core/services/logger'
import { sql } from '#app/support/sql'
import { carryOn } from '#plugins/communities/buying/actions/carry_on'
import { refusePurchase } from '#plugins/communities/buying/actions/refuse_purchase'
import { returnPurchase } from '#plugins/communities/buying/actions/return_purchase'
import { BUYING_LIMITS } from '#plugins/communities/buying/limits'
import { now } from '#plugins/communities/clock'
import type { PurchaseRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Brings purchases to their end that a crash left on the way, and gives up checkouts that nobody paid.
 * @param left seconds that whoever is at one is given
 * @returns how many came to an end
 */
export async function finishPurchases(
  services: CommunitiesServices,
  left: number = BUYING_LIMITS.left
): Promise<number> {
  const at = now().getTime()
  const rows = await sql<PurchaseRow>(
    `select * from communities_purchases where state = 'asked' and created_at <= :since
       and (means <> 'money' or refusal is not null or created_at <= :unpaid)
     order by created_at limit :batch`,
    {
      since: new Date(at - left * 1000),
      unpaid: new Date(at - BUYING_LIMITS.checkout * 1000),
      batch: BUYING_LIMITS.batch,
    }
  )
  let done = 0
  for (const purchase of rows) {
    try {
      await finishPurchase(services, purchase)
      done += 1
    } catch (error) {
      // One that cannot be finished now does not keep the others.
      logger.error({ err: error, purchase: purchase.id }, 'A purchase could not be finished')
    }
  }
  return done
}

/** Brings one to its end, whose buyer is not there any more. */
export async function finishPurchase(
  services: CommunitiesServices,
  purchase: PurchaseRow
): Promise<void> {
  if (purchase.means !== 'money') await carryOn(services, purchase, 'job')
  else if (purchase.refusal !== null) await returnPurchase(services, purchase)
  else await refusePurchase(services, purchase, 'not_paid', { tell: false })
}
