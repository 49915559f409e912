import { sql } from '#app/support/sql'

/** Earnings that went when a fan's money went back. */
export interface TakenEarnings {
  at: Date
  /** Why: the purchase was refunded, or the fan's bank took the money back. */
  kind: 'refund' | 'dispute'
  /** Millicoins. */
  amount: bigint
  /** The refund or dispute came to nothing, and they are back. */
  givenBack: boolean
}

/** A creator's, newest first. What was taken and given back within one turn of events is left out. */
export async function takenEarnings(
  creatorId: string,
  most: number
): Promise<readonly TakenEarnings[]> {
  return sql<TakenEarnings>(
    `select min(t.at) as at, r.kind, sum(t.amount)::bigint as amount,
       bool_and(t.given_back_at is not null) as "givenBack"
     from payments_taken_earnings t
     join payments_moves m on m.id = t.move_id
     join payments_returns r on r.id = m.return_id
     where t.creator_id = :creatorId
       -- Of a return that was taken anew, the last time counts.
       and m.id = (select max(id) from payments_moves where return_id = r.id and kind = 'take')
     group by r.id, r.kind
     order by 1 desc limit :most`,
    { creatorId, most }
  )
}
