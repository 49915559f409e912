import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { remember } from '#plugins/communities/history'
import type { GiftRow } from '#plugins/communities/rows'

interface Row extends GiftRow {
  giver: string
  refusal: string | null
}

/**
 * The payment of a gift that nobody took went back, or is held back: the code is worth nothing any more. A dispute that
 * came to nothing makes it good again. Of a gift that was taken the membership follows.
 */
export async function followGiftReturn(told: {
  paymentId: string
  kind: 'refund' | 'dispute'
  change: 'taken' | 'given'
  whole: boolean
}): Promise<void> {
  const { paymentId, kind, change, whole } = told
  // A part of a gift's price leaves it good; and what another return has by now did not come again.
  if (change === 'taken' ? kind === 'refund' && !whole : whole) return
  await db.transaction(async (trx) => {
    const [gift] = await sql<Row>(
      `select g.*, p.person_id as giver, p.refusal from communities_gifts g
       join communities_purchases p on p.id = g.purchase_id
       where p.payment_id = :paymentId and g.redeemed_at is null for update`,
      { paymentId },
      trx
    )
    const isTaken = change === 'taken'
    // What the program gave back itself is told here, too.
    if (!gift || (gift.given_back_at !== null) === isTaken) return
    if (!isTaken && gift.refusal !== 'returned') return
    const at = now()
    await sql(
      'update communities_gifts set given_back_at = :at where id = :id',
      { id: gift.id, at: isTaken ? at : null },
      trx
    )
    await sql(
      'update communities_purchases set state = :state, refusal = :refusal where id = :id',
      {
        id: gift.purchase_id,
        state: isTaken ? 'given_back' : 'paid',
        refusal: isTaken ? 'returned' : null,
      },
      trx
    )
    await remember(trx, {
      communityId: gift.community_id,
      personId: gift.giver,
      kind: isTaken ? 'gift_withdrawn' : 'gift_restored',
      data: { purchaseId: gift.purchase_id, reason: kind },
    })
  })
}
