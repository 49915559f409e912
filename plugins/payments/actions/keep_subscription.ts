import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import logger from '@adonisjs/core/services/logger'
import { sql } from '#app/support/sql'
import type { GatewayName } from '#config/payments'
import { PAYMENT_EVENTS } from '#plugins/payments/api'
import type { Fact } from '#plugins/payments/gateways/gateway'
import {
  findOrder,
  findProviderOrder,
  type StoredOrder,
} from '#plugins/payments/queries/find_order'
import type { PaymentsServices } from '#plugins/payments/services'

export type SubscriptionFact = Extract<Fact, { kind: 'subscription_changed' }>

interface KeptSubscription {
  provider_subscription: string
  state: SubscriptionFact['state']
  renews: boolean
  paid_until: Date | null
  as_of: Date
  told: number
}

/**
 * Keeps how a subscription is, and tells who sells it when that is something new. What is kept is the greatest of all
 * facts, so the order in which they come does not matter.
 */
export async function keepSubscription(
  services: Pick<PaymentsServices, 'outbox'>,
  gateway: GatewayName,
  fact: SubscriptionFact
): Promise<void> {
  const order =
    'id' in fact.order
      ? await findOrder(fact.order.id)
      : await findProviderOrder(gateway, fact.order.providerOrder)
  if (order?.gateway !== gateway || !order.sale?.recurring) return
  await db.transaction((trx) => keep(services, trx, order, fact))
}

async function keep(
  services: Pick<PaymentsServices, 'outbox'>,
  trx: TransactionClientContract,
  order: StoredOrder,
  fact: SubscriptionFact
): Promise<void> {
  const { id: orderId, gateway } = order
  const now = {
    orderId,
    subscription: fact.subscription,
    state: fact.state,
    renews: fact.renews && fact.state !== 'ended',
    paidUntil: fact.paidUntil,
    at: fact.at,
  }
  const made = await sql<{ order_id: string }>(
    `insert into payments_subscriptions (order_id, gateway, provider_subscription, state, renews, paid_until, as_of)
     values (:orderId, :gateway, :subscription, :state, :renews, :paidUntil, :at)
     on conflict do nothing returning order_id`,
    { ...now, gateway },
    trx
  )
  const [kept] = await sql<KeptSubscription>(
    'select * from payments_subscriptions where order_id = :orderId for update',
    { orderId },
    trx
  )
  if (kept?.provider_subscription !== fact.subscription) {
    logger.error(
      { order: orderId, subscription: fact.subscription },
      'an order has two subscriptions'
    )
    return
  }
  if (made.length === 0) {
    if (!isGreater(now, kept)) return
    await sql(
      `update payments_subscriptions
       set state = :state, renews = :renews, paid_until = :paidUntil, as_of = :at
       where order_id = :orderId and provider_subscription = :subscription`,
      now,
      trx
    )
    const isNew =
      kept.state !== now.state ||
      kept.renews !== now.renews ||
      kept.paid_until?.getTime() !== now.paidUntil?.getTime()
    if (!isNew) return
  }
  // A gateway that let it begin, maybe with free days, has what it needs: it is not waited for any more.
  await sql(
    `update payments_orders set state = 'paid' where id = :orderId and :began`,
    { orderId, began: now.state !== 'ended' },
    trx
  )
  await tell(services, trx, orderId)
}

const RANK = { running: 0, past_due: 1, ended: 2 } as const

/** Ended before all else, then the later; the rest decides between two of one moment, always the same way. */
function isGreater(now: KeptFields, kept: KeptSubscription): boolean {
  const places = (one: KeptFields): number[] => [
    one.state === 'ended' ? 1 : 0,
    one.at.getTime(),
    RANK[one.state],
    one.renews ? 0 : 1,
    one.paidUntil?.getTime() ?? 0,
  ]
  const before = places({ ...kept, paidUntil: kept.paid_until, at: kept.as_of })
  const difference = places(now).map((place, index) => place - (before[index] ?? 0))
  return (difference.find((one) => one !== 0) ?? 0) > 0
}

interface KeptFields {
  state: SubscriptionFact['state']
  renews: boolean
  paidUntil: Date | null
  at: Date
}

async function tell(
  { outbox }: Pick<PaymentsServices, 'outbox'>,
  trx: TransactionClientContract,
  orderId: string
): Promise<void> {
  const [row] = await sql<{
    told: number
    state: SubscriptionFact['state']
    renews: boolean
    paid_until: Date | null
    seller: string
    reference: string
    person_id: string
  }>(
    `update payments_subscriptions s set told = s.told + 1
     from payments_orders o where o.id = s.order_id and s.order_id = :orderId
     returning s.told, s.state, s.renews, s.paid_until, o.seller, o.reference, o.person_id`,
    { orderId },
    trx
  )
  if (!row) throw new Error(`The subscription of ${orderId} is gone`)
  const { told, seller, reference, state, renews } = row
  await outbox.add(trx, [
    {
      topic: PAYMENT_EVENTS.subscriptionChanged,
      key: `${orderId}:${told}`,
      payload: {
        orderId,
        seller,
        reference,
        personId: row.person_id,
        state,
        renews,
        paidUntil: row.paid_until?.toISOString() ?? null,
      },
    },
  ])
}
