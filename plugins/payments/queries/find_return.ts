import { sql } from '#app/support/sql'

/** A refund or dispute, as its person is told of it. */
export interface FoundReturn {
  id: string
  kind: 'refund' | 'dispute'
  paymentId: string
  personId: string | null
  accountId: string | null
  /** Minor units. */
  amount: bigint
  currency: string
  receipt: string | null
  /** What another plugin sold, as it was called; null for a pack. */
  sale: string | null
  /** Millicoins of the payment that it takes now. */
  coins: bigint
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A return whose payment is known; null otherwise. */
export async function findReturn(id: string): Promise<FoundReturn | null> {
  if (!UUID.test(id)) return null
  const [row] = await sql<FoundReturn>(
    `select r.id, r.kind, p.id as "paymentId", p.person_id as "personId", p.account_id as "accountId",
       coalesce(r.amount, p.amount) as amount, p.currency, p.receipt,
       (select o.title from payments_orders o where o.id = p.order_id and o.seller is not null) as sale,
       (select coalesce(sum(t.purchased + t.promo), 0)::bigint from payments_moves t
        where t.return_id = r.id and t.kind = 'take'
          and t.id = (select max(id) from payments_moves where return_id = r.id and kind = 'take')) as coins
     from payments_returns r join payments_payments p on p.id = r.payment_id
     where r.id = :id and p.amount is not null`,
    { id }
  )
  return row ?? null
}
