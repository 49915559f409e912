import { randomUUID } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import { sql } from '#app/support/sql'
import type { GatewayName } from '#config/payments'
import { paymentsServices } from '#plugins/payments/services'
import type { Fact, ProviderRecord } from '#plugins/payments/gateways/gateway'
import {
  type StandInGateway,
  aPayment,
} from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import {
  reconcileGateway,
  type ReconcileOutcome,
} from '#plugins/payments/reconciliation/actions/reconcile_gateway'

/** Minor units that an order of {@link anOrder} asks for. */
export const PRICE = 499n

/** Long enough ago to be in every list. */
export const AGO = new Date(Date.now() - 2 * 60 * 60 * 1000)

export async function aPerson(): Promise<string> {
  const identity = await app.container.make('identity')
  const { account } = await identity.identify({
    platform: 'telegram',
    platformId: randomUUID(),
    displayName: 'Robin',
  })
  return (await identity.join(account.id)).person.id
}

/** An order that nobody paid yet; its id. */
export async function anOrder(personId: string, gateway: GatewayName): Promise<string> {
  const [order] = await sql<{ id: string }>(
    `insert into payments_orders
       (person_id, frontend, gateway, pack_id, coins, bonus, currency, amount, locale, expires_at)
     values (:personId, 'web', :gateway, 'popular', 500000, 50000, 'USD', :price, 'en', now() + interval '1 day')
     returning id`,
    { personId, gateway, price: PRICE }
  )
  if (!order) throw new Error('No order')
  return order.id
}

export type Paid = Extract<Fact, { kind: 'paid' }>

export const paid = (orderId: string | null, told: Partial<Paid> = {}): Paid => ({
  kind: 'paid',
  payment: aPayment(),
  order: orderId === null ? null : { id: orderId },
  buyer: null,
  packId: null,
  amount: PRICE,
  currency: 'USD',
  at: AGO,
  ...told,
})

/** What is true at the gateway, listed with what it kept of it. */
export function lists(
  gateway: StandInGateway,
  fact: Extract<Fact, { kind: 'paid' | 'refunded' | 'disputed' }>,
  gatewayFee: bigint | null = null
): ProviderRecord {
  const record = { ...fact, gatewayFee }
  gateway.records.push(record)
  gateway.truths.set(fact.payment, [...(gateway.truths.get(fact.payment) ?? []), fact])
  return record
}

export async function reconciled(
  gateway: StandInGateway
): Promise<Extract<ReconcileOutcome, { outcome: 'done' }>> {
  const { signal } = new AbortController()
  const result = await reconcileGateway(await paymentsServices(), { gateway: gateway.name, signal })
  if (result.outcome !== 'done') throw new Error(`It is ${result.outcome}`)
  return result
}

/** Open differences as one line each, sorted. */
export async function openDifferences(): Promise<string[]> {
  const rows = await sql<{ line: string }>(
    `select concat_ws(' ', part, subject, kind) as line from payments_differences where closed_at is null`,
    {}
  )
  return rows.map(({ line }) => line).toSorted()
}

/** Minor units of dollars at a system account, out of all the transfers that there are. */
export async function atAccount(name: string): Promise<bigint> {
  const { ledger } = await paymentsServices()
  let sum = 0n
  for (let first = 1; ; first += 1_000) {
    const ids = Array.from({ length: 1_000 }, (_, at) => String(first + at))
    const transfers = await ledger.transfers(ids)
    if (transfers.length === 0) return sum
    for (const { account, name: of, commodity, amount } of transfers.flatMap(({ legs }) => legs)) {
      if (account === 'system' && of === name && commodity === 'USD') sum += amount
    }
  }
}

/** Nothing was ever paid. */
export async function forgetPayments(): Promise<void> {
  await sql(
    'truncate payments_payments, payments_differences, payments_reconciliations cascade',
    {}
  )
}
