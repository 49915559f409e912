import { sql } from '#app/support/sql'

/** A subscription as it is kept. */
export interface FoundSubscription {
  /** The gateway's id of it. */
  name: string
  state: 'running' | 'past_due' | 'ended'
  renews: boolean
  paidUntil: Date | null
}

/** The subscription of an order; null until the gateway has told of it. */
export async function findSubscription(orderId: string): Promise<FoundSubscription | null> {
  const [row] = await sql<FoundSubscription>(
    `select provider_subscription as name, state, renews, paid_until as "paidUntil"
     from payments_subscriptions where order_id = :orderId`,
    { orderId }
  )
  return row ?? null
}
