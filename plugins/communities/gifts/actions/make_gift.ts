import { randomUUID } from 'node:crypto'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import communitiesConfig from '#config/communities'
import { now } from '#plugins/communities/clock'
import { newGiftCode } from '#plugins/communities/gifts/gift_code'
import { remember } from '#plugins/communities/history'
import type { PurchaseRow } from '#plugins/communities/rows'

/** A gift is there, in the transaction in which it is known to be paid. */
export async function makeGift(
  trx: TransactionClientContract,
  purchase: PurchaseRow
): Promise<void> {
  const at = now()
  await sql(
    `insert into communities_gifts (id, purchase_id, community_id, tier_id, code, created_at, expires_at)
     values (:id, :purchaseId, :communityId, :tierId, :code, :at, :expiresAt)`,
    {
      id: randomUUID(),
      purchaseId: purchase.id,
      communityId: purchase.community_id,
      tierId: purchase.tier_id,
      code: newGiftCode(),
      at,
      expiresAt: new Date(at.getTime() + communitiesConfig.giftLifetime * 1000),
    },
    trx
  )
  await remember(trx, {
    communityId: purchase.community_id,
    personId: purchase.person_id,
    kind: 'gift_bought',
    data: { purchaseId: purchase.id },
  })
}
