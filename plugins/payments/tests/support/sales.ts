/** What another plugin sells, in tests. */
import { randomUUID } from 'node:crypto'
import { sql } from '#app/support/sql'
import type { JsonObject } from '#app/job_kit/types'
import { openSale } from '#plugins/payments/actions/open_sale'
import type { SaleRequest } from '#plugins/payments/api'
import type { Checkout } from '#plugins/payments/gateways/gateway'
import { findOrder, type StoredOrder } from '#plugins/payments/queries/find_order'
import type { PaymentsServices } from '#plugins/payments/services'
import type { Buyer } from '#plugins/payments/tests/support/counter'

/** Millicoins that the money of a sale is worth, and the creator's part of them. */
export const WORTH = 100_001n
export const CREATOR_PART = 70_000n

/** A request of a plugin `club`, which sells nothing else. */
export function saleRequest(
  buyer: { person: Pick<Buyer['person'], 'id'>; account: Pick<Buyer['account'], 'id'> },
  more: Partial<SaleRequest> = {}
): SaleRequest {
  return {
    key: randomUUID(),
    seller: 'club',
    reference: randomUUID(),
    personId: buyer.person.id,
    accountId: buyer.account.id,
    frontend: 'web',
    gateway: 'test',
    currency: 'USD',
    amount: 999n,
    coins: WORTH,
    creatorId: randomUUID(),
    title: 'The inner circle',
    description: 'One month in the inner circle',
    locale: 'en',
    recurring: null,
    ...more,
  }
}

export interface Sold {
  request: SaleRequest
  order: StoredOrder
  checkout: Extract<Checkout, { outcome: 'open' }>
}

/** Opens a sale. */
export async function sell(services: PaymentsServices, request: SaleRequest): Promise<Sold> {
  const opened = await openSale(services, request)
  if (opened.outcome !== 'open') throw new Error(`The sale was refused: ${opened.reason}`)
  const order = await findOrder(opened.orderId)
  if (!order) throw new Error('The order is gone')
  const checkout = { outcome: 'open', way: opened.way, providerOrder: order.providerOrder } as const
  return { request, order, checkout }
}

/** What was told of an order, oldest first. */
export async function toldOf(
  topic: 'sold' | 'sale_returned' | 'subscription_changed',
  orderId: string
): Promise<JsonObject[]> {
  const rows = await sql<{ payload: JsonObject }>(
    `select payload from outbox where topic = :topic and payload ->> 'orderId' = :orderId order by id`,
    { topic: `payments.${topic}`, orderId }
  )
  return rows.map(({ payload }) => payload)
}

/** A creator's millicoins out of bought coins. */
export async function earnedBy(
  { ledger }: Pick<PaymentsServices, 'ledger'>,
  creatorId: string
): Promise<bigint> {
  return (await ledger.balance(creatorId)).earnings.purchased
}
