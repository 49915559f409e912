import { sql } from '#app/support/sql'

/** Orders that one statement closes. */
const BATCH = 1_000

/** Closes the orders that nobody paid in time; a payment that comes later still counts. Returns how many. */
export async function closeOrders(): Promise<number> {
  const closed = await sql<{ id: string }>(
    `update payments_orders set state = 'abandoned'
     where state = 'open' and id in (
       select id from payments_orders where state = 'open' and expires_at < now()
       order by expires_at limit :batch for update skip locked
     )
     returning id`,
    { batch: BATCH }
  )
  return closed.length
}
