import { sql } from '#app/support/sql'
import type { StoredOrder } from '#plugins/payments/queries/find_order'

/** How far an order is, as the person who waits for its coins sees it. */
export type OrderProgress =
  /** Not paid yet, or the gateway has not told. */
  | 'waiting'
  /** Its coins are in the wallet; what is no pack is paid, or begins with free days. */
  | 'credited'
  /** Paid with another amount than the order's: an operator looks at it. */
  | 'mismatched'
  /** It will not be paid any more. */
  | 'abandoned'

export async function orderProgress(order: StoredOrder): Promise<OrderProgress> {
  const payments = await sql<{ state: string }>(
    'select state from payments_payments where order_id = :id',
    { id: order.id }
  )
  if (payments.some(({ state }) => state === 'credited')) return 'credited'
  if (payments.some(({ state }) => state === 'mismatched')) return 'mismatched'
  if (order.sale?.recurring && order.state === 'paid') return 'credited'
  return order.state === 'abandoned' ? 'abandoned' : 'waiting'
}
