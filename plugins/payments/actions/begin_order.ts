import logger from '@adonisjs/core/services/logger'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import paymentsConfig from '#config/payments'
import type { Checkout, Gateway, Order } from '#plugins/payments/gateways/gateway'
import type { PaymentsServices } from '#plugins/payments/services'

/**
 * Whether somebody may open another order within the hour. One person's orders come one after the other until the
 * transaction ends, so that two at once cannot both pass under a limit.
 */
export async function mayOrder(trx: TransactionClientContract, personId: string): Promise<boolean> {
  await sql(
    'select pg_advisory_xact_lock(hashtextextended(:lock, 0))',
    { lock: `order:${personId}` },
    trx
  )
  const [counted] = await sql<{ orders: bigint }>(
    `select count(*) as orders from payments_orders
     where person_id = :personId and created_at > now() - interval '1 hour'`,
    { personId },
    trx
  )
  return (counted?.orders ?? 0n) < BigInt(paymentsConfig.ordersPerHour)
}

/** A gateway that throws is one that cannot be reached. */
export async function openCheckout(gateway: Gateway, order: Order): Promise<Checkout> {
  try {
    if (!order.sale?.recurring) return await gateway.open(order)
    if (gateway.subscriptions) return await gateway.subscriptions.open(order)
    return { outcome: 'unavailable', reason: `${gateway.name} charges once` }
  } catch (error) {
    logger.error({ err: error, gateway: gateway.name, order: order.id }, 'a checkout did not open')
    return {
      outcome: 'unavailable',
      reason: error instanceof Error ? error.message : String(error),
    }
  }
}

/** Where receipts go; null where nobody knows. */
export async function emailOf(
  services: Pick<PaymentsServices, 'identity'>,
  personId: string
): Promise<string | null> {
  const accounts = await services.identity.accountsOf(personId)
  return accounts.find(({ platform }) => platform === 'email')?.platformId ?? null
}
