import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { remember } from '#plugins/communities/history'
import type { GiftRow } from '#plugins/communities/rows'

interface Row extends GiftRow {
  giver: string
  refusal: string | null
}

/**
 * The payment of a gift that nobody took went back, or is held back: the code is worth nothing any more. A return that
 * came to nothing makes it good again. A part of its price leaves it good; of a gift that was taken the membership
 * follows. The payment's lock is held.
 */
export async function followGiftReturn(
  trx: TransactionClientContract,
  { paymentId, kind, isGone }: { paymentId: string; kind: 'refund' | 'dispute'; isGone: boolean }
): Promise<void> {
  const [gift] = await sql<Row>(
    `select g.*, p.person_id as giver, p.refusal from communities_gifts g
     join communities_purchases p on p.id = g.purchase_id
     where p.payment_id = :paymentId and g.redeemed_at is null for update`,
    { paymentId },
    trx
  )
  // What the program gave back itself is told here, too.
  if (!gift || (gift.given_back_at !== null) === isGone) return
  if (!isGone && gift.refusal !== 'returned') return
  const at = now()
  await sql(
    'update communities_gifts set given_back_at = :at where id = :id',
    { id: gift.id, at: isGone ? at : null },
    trx
  )
  await sql(
    'update communities_purchases set state = :state, refusal = :refusal where id = :id',
    {
      id: gift.purchase_id,
      state: isGone ? 'given_back' : 'paid',
      refusal: isGone ? 'returned' : null,
    },
    trx
  )
  await remember(trx, {
    communityId: gift.community_id,
    personId: gift.giver,
    kind: isGone ? 'gift_withdrawn' : 'gift_restored',
    data: { purchaseId: gift.purchase_id, reason: kind },
  })
}
