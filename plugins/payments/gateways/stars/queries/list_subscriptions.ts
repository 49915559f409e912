import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { STARS_LIMITS } from '#plugins/payments/gateways/stars/limits'

/** A monthly pack, or something else that is paid every month, whose month is running. */
export interface Subscription {
  orderId: string
  /** Null for what another plugin sells. */
  packId: string | null
  title: string
  /** Whole Stars a month. */
  stars: bigint
  /** The charge of its first month, by which Telegram knows it. */
  charge: string
  /** Telegram's id of who pays. */
  payerPlatformId: string
  /** It ends there, or the next month is paid. */
  paidUntil: Date
  /** It ends: the person said so here. What was said in Telegram's own settings, bots are not told. */
  cancelled: boolean
}

interface Row {
  order_id: string
  pack_id: string | null
  title: string
  stars: bigint
  charge: string
  payer: string
  last: Date
  cancelled: boolean
}

/** A person's running subscriptions, the newest first. */
export async function listSubscriptions(
  personId: string,
  trx?: TransactionClientContract
): Promise<readonly Subscription[]> {
  const { subscriptionSeconds, subscriptions } = STARS_LIMITS
  const rows = await sql<Row>(
    `select orders.id as order_id, orders.pack_id, orders.title, orders.amount as stars,
       first.provider_payment as charge, first.payer_platform_id as payer, paid.last,
       subscriptions.cancelled_at is not null as cancelled
     from payments_orders orders
     join payments_star_subscriptions subscriptions on subscriptions.order_id = orders.id
     cross join lateral (
       select provider_payment, payer_platform_id from payments_payments
       where order_id = orders.id and paid_at is not null and payer_platform_id is not null
       order by paid_at, id limit 1
     ) first
     cross join lateral (
       select max(paid_at) as last from payments_payments where order_id = orders.id
     ) paid
     where orders.person_id = :personId and paid.last > now() - make_interval(secs => :seconds)
     order by paid.last desc limit :most`,
    { personId, seconds: subscriptionSeconds, most: subscriptions },
    trx
  )
  return rows.map((row) => ({
    orderId: row.order_id,
    packId: row.pack_id,
    title: row.title,
    stars: row.stars,
    charge: row.charge,
    payerPlatformId: row.payer,
    paidUntil: new Date(row.last.getTime() + subscriptionSeconds * 1000),
    cancelled: row.cancelled,
  }))
}
