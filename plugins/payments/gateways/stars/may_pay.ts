import db from '@adonisjs/lucid/services/db'
import type { PayRequest } from '#app/bot_kit/payments'
import type { Identified } from '#app/identity/types'
import { sql } from '#app/support/sql'
import { STARS_LIMITS } from '#plugins/payments/gateways/stars/limits'
import { moneyAllows } from '#plugins/payments/limits/money_allows'
import { findOrder, type StoredOrder } from '#plugins/payments/queries/find_order'
import type { PaymentsServices } from '#plugins/payments/services'

export type MayPay = { outcome: 'may_pay' } | { outcome: 'may_not'; reason: MayNotPay }

export type MayNotPay =
  /** The payload is none of our orders', or of another gateway's. */
  | 'unknown_order'
  | 'not_a_member'
  /** The invoice is somebody else's: it was forwarded, or stands in a group. */
  | 'not_yours'
  | 'banned'
  /** Its price is another one now. */
  | 'wrong_amount'
  | 'paid_already'
  | 'expired'
  /** The same invoice is being paid at this moment, on another device for instance. */
  | 'under_way'
  /** The person's own limit for money stands against it. */
  | 'capped'

/**
 * Whether an invoice may be paid: asked when the person has pressed Pay and Telegram has not taken anything yet. An
 * invoice stays in the chat for ever and can be pressed again, so every condition is looked at now.
 */
export async function mayPay(
  services: Pick<PaymentsServices, 'identity'>,
  request: PayRequest
): Promise<MayPay> {
  const { frontend, platformId, payload } = request
  const [order, payer] = await Promise.all([
    findOrder(payload),
    services.identity.lookUp(`${frontend}:${platformId}`),
  ])
  const reason =
    (await refusalOf(services, request, order, payer)) ?? (order && (await reserve(order)))
  return reason === null ? { outcome: 'may_pay' } : { outcome: 'may_not', reason }
}

async function refusalOf(
  { identity }: Pick<PaymentsServices, 'identity'>,
  request: PayRequest,
  order: StoredOrder | null,
  payer: Identified | null
): Promise<MayNotPay | null> {
  if (order?.gateway !== 'stars') return 'unknown_order'
  if (!payer?.person) return 'not_a_member'
  // The person who ordered may have become another since, by linking accounts.
  const buyer = await identity.findPerson(order.personId)
  if (buyer?.id !== payer.person.id) return 'not_yours'
  if (payer.account.bannedAt ?? payer.person.bannedAt) return 'banned'
  if (order.amount !== request.amount || order.currency !== request.currency) return 'wrong_amount'
  const paid = await stateOf(order)
  if (paid.renewable) return null
  if (paid.paid) return 'paid_already'
  if (order.expiresAt.getTime() < Date.now()) return 'expired'
  const allowance = await db.transaction((trx) =>
    moneyAllows(order.personId, order.packId ?? order, trx, { orderId: order.id })
  )
  return allowance.outcome === 'capped' ? 'capped' : null
}

/**
 * Whether an order is paid, as far as it was told: what lies in the inbox counts, too. The months of a subscription
 * come without being asked for, but one that is due is not refused.
 */
async function stateOf(order: StoredOrder): Promise<{ paid: boolean; renewable: boolean }> {
  const [row] = await sql<{ told: boolean; subscription: boolean; last: Date | null }>(
    `select
       exists (
         select from payments_events
         where state in ('new', 'failed') and provider = 'stars' and type = 'successful_payment'
           and body #>> '{successful_payment,invoice_payload}' = :id
       ) as told,
       exists (select from payments_star_subscriptions where order_id = :id) as subscription,
       (select max(coalesce(paid_at, created_at)) from payments_payments where order_id = :id) as last`,
    { id: order.id }
  )
  const { told = false, subscription = false, last = null } = row ?? {}
  const paid = told || last !== null || order.state === 'paid'
  const { subscriptionSeconds, renewalSeconds } = STARS_LIMITS
  const due = last && last.getTime() + (subscriptionSeconds - renewalSeconds) * 1000 < Date.now()
  return { paid, renewable: subscription && !told && due === true }
}

/** Lets one attempt through. */
async function reserve({ id }: StoredOrder): Promise<MayNotPay | null> {
  const reserved = await sql(
    `update payments_orders set checkout_at = now()
     where id = :id
       and (checkout_at is null or checkout_at < now() - make_interval(secs => :seconds))
     returning id`,
    { id, seconds: STARS_LIMITS.payingSeconds }
  )
  return reserved.length > 0 ? null : 'under_way'
}
