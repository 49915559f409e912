import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Frontend, Place } from '#app/bot_kit/inbound'
import type { Invocation } from '#app/bot_kit/reply'
import { sql } from '#app/support/sql'
import type { GatewayName } from '#config/payments'
import type { Order, Period } from '#plugins/payments/gateways/gateway'

/** What goes on once the coins are there, for instance the message that could not be paid. */
export interface Resume {
  invocation: Invocation
  place: Pick<Place, 'kind' | 'id' | 'guildId' | 'ageRestricted'>
}

/** An order with what became of it. */
export interface StoredOrder extends Order {
  frontend: Frontend
  state: 'open' | 'paid' | 'abandoned'
  /** The gateway's own id of it. */
  providerOrder: string | null
  resume: Resume | null
  createdAt: Date
  /** Afterwards it is closed; a payment that comes later still counts. */
  expiresAt: Date
}

interface OrderRow {
  id: string
  person_id: string
  account_id: string | null
  frontend: Frontend
  gateway: GatewayName
  pack_id: string | null
  seller: string | null
  reference: string | null
  creator_id: string | null
  recurring: Period | null
  trial_days: number | null
  title: string
  description: string
  coins: bigint
  bonus: bigint
  currency: string
  amount: bigint
  locale: string
  email: string | null
  provider_order: string | null
  resume: Resume | null
  state: StoredOrder['state']
  created_at: Date
  expires_at: Date
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** An order by our id; null when there is none, also for something that is no id. */
export async function findOrder(id: string): Promise<StoredOrder | null> {
  if (!UUID.test(id)) return null
  const [row] = await sql<OrderRow>('select * from payments_orders where id = :id', { id })
  return row ? orderOf(row) : null
}

/** An order of a sale by the seller's key. */
export async function findSale(
  key: string,
  trx?: TransactionClientContract
): Promise<StoredOrder | null> {
  const [row] = await sql<OrderRow>(
    'select * from payments_orders where sale_key = :key',
    { key },
    trx
  )
  return row ? orderOf(row) : null
}

/** An order by what the gateway calls it. */
export async function findProviderOrder(
  gateway: GatewayName,
  providerOrder: string
): Promise<StoredOrder | null> {
  const [row] = await sql<OrderRow>(
    'select * from payments_orders where gateway = :gateway and provider_order = :providerOrder',
    { gateway, providerOrder }
  )
  return row ? orderOf(row) : null
}

/**
 * What a person ordered of a pack and may have paid just now, where the platform's own shop does not say for which
 * order: the newest that no payment belongs to.
 */
export async function findUnpaidOrder(about: {
  gateway: GatewayName
  personId: string
  packId: string
}): Promise<StoredOrder | null> {
  const [row] = await sql<OrderRow>(
    `select * from payments_orders o
     where gateway = :gateway and person_id = :personId and pack_id = :packId and state <> 'paid'
       and not exists (select 1 from payments_payments p where p.order_id = o.id)
     order by created_at desc limit 1`,
    about
  )
  return row ? orderOf(row) : null
}

function saleOf(row: OrderRow): Order['sale'] {
  const { seller, reference, creator_id: creatorId, recurring: period, trial_days: days } = row
  if (seller === null || reference === null || creatorId === null) return null
  const recurring = period === null ? null : { period, trialDays: days ?? 0 }
  return { seller, reference, creatorId, recurring }
}

function orderOf(row: OrderRow): StoredOrder {
  return {
    id: row.id,
    personId: row.person_id,
    accountId: row.account_id,
    frontend: row.frontend,
    gateway: row.gateway,
    packId: row.pack_id,
    sale: saleOf(row),
    title: row.title,
    description: row.description,
    coins: row.coins,
    bonus: row.bonus,
    currency: row.currency,
    amount: row.amount,
    locale: row.locale,
    email: row.email,
    providerOrder: row.provider_order,
    resume: row.resume,
    state: row.state,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
