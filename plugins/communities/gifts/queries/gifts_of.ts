import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { GIFT_LIMITS } from '#plugins/communities/gifts/limits'

export interface WaitingGift {
  code: string
  title: string
  expires_at: Date
}

/** Gifts that somebody bought and nobody took yet, the newest first. */
export function giftsOf(personId: string): Promise<WaitingGift[]> {
  return sql<WaitingGift>(
    `select g.code, p.title, g.expires_at from communities_gifts g join communities_purchases p on p.id = g.purchase_id
     where p.person_id = :personId and p.state = 'paid' and g.redeemed_at is null and g.given_back_at is null
       and g.expires_at > :at
     order by g.created_at desc limit :most`,
    { personId, at: now(), most: GIFT_LIMITS.shown }
  )
}
