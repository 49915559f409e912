/** What the test gateway keeps, and what it refuses, as a real one would. */
import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'

export interface TestCharge {
  id: string
  orderId: string
  /** Minor units. */
  amount: bigint
  currency: string
  fraudWarning: string | null
  at: Date
}

export interface TestReturn {
  id: string
  kind: 'refund' | 'dispute'
  amount: bigint
  fee: bigint
  outcome: 'won' | 'lost' | null
  outcomeAt: Date | null
  at: Date
}

const CHARGE = `id, order_id as "orderId", amount, currency, fraud_warning as "fraudWarning", at`
const RETURN = 'id, kind, amount, fee, outcome, outcome_at as "outcomeAt", at'

const newId = (kind: string): string => `${kind}_${randomUUID().replaceAll('-', '')}`

/** What is charged for a dispute, minor units: about what Stripe takes. */
const DISPUTE_FEE = 1_500n

export async function charge(order: {
  id: string
  amount: bigint
  currency: string
}): Promise<TestCharge> {
  const [row] = await sql<TestCharge>(
    `insert into payments_test_charges (id, order_id, amount, currency)
     values (:id, :orderId, :amount, :currency) returning ${CHARGE}`,
    { id: newId('pay'), orderId: order.id, amount: order.amount, currency: order.currency }
  )
  if (!row) throw new Error('No charge was written')
  return row
}

export async function findCharge(id: string): Promise<TestCharge | null> {
  const [row] = await sql<TestCharge>(
    `select ${CHARGE} from payments_test_charges where id = :id`,
    { id }
  )
  return row ?? null
}

/** The newest charge of an order. */
export async function chargeOf(orderId: string): Promise<TestCharge | null> {
  const [row] = await sql<TestCharge>(
    `select ${CHARGE} from payments_test_charges where order_id = :orderId order by at desc limit 1`,
    { orderId }
  )
  return row ?? null
}

export async function chargesSince(since: Date): Promise<TestCharge[]> {
  return sql<TestCharge>(
    `select ${CHARGE} from payments_test_charges c where at >= :since
       or exists (select 1 from payments_test_returns r where r.charge_id = c.id and r.at >= :since)
     order by at`,
    { since }
  )
}

export async function returnsOfCharge(
  id: string,
  trx?: TransactionClientContract
): Promise<TestReturn[]> {
  return sql<TestReturn>(
    `select ${RETURN} from payments_test_returns where charge_id = :id order by at, id`,
    { id },
    trx
  )
}

export type TestRefund =
  | { outcome: 'refunded'; refund: string }
  /** In the gateway's words. */
  | { outcome: 'refused'; reason: string }

/** Gives money back; under the same key it is the same refund. No more than was paid, and nothing that is disputed. */
export async function refundCharge(
  chargeId: string,
  amount: bigint | null,
  key: string
): Promise<TestRefund> {
  return db.transaction(async (trx) => {
    const [locked] = await sql<TestCharge>(
      `select ${CHARGE} from payments_test_charges where id = :chargeId for update`,
      { chargeId },
      trx
    )
    if (!locked) return { outcome: 'refused', reason: 'There is no such payment' }
    const [before] = await sql<{ id: string; charge_id: string }>(
      'select id, charge_id from payments_test_returns where key = :key',
      { key },
      trx
    )
    if (before?.charge_id === chargeId) return { outcome: 'refunded', refund: before.id }
    if (before) return { outcome: 'refused', reason: 'The key belongs to another payment' }

    const returns = (await returnsOfCharge(chargeId, trx)).filter((one) => one.outcome !== 'won')
    if (returns.some(({ kind }) => kind === 'dispute')) {
      return { outcome: 'refused', reason: 'The payment is disputed' }
    }
    const left = returns.reduce((rest, one) => rest - one.amount, locked.amount)
    const wanted = amount ?? left
    if (wanted <= 0n || wanted > left) {
      return { outcome: 'refused', reason: `The refund is larger than what is left (${left})` }
    }
    const id = newId('re')
    await addReturn(trx, { id, chargeId, kind: 'refund', amount: wanted, fee: 0n, key })
    return { outcome: 'refunded', refund: id }
  })
}

/** The bank asks back what is left; null when there is a dispute already, or nothing is left. */
export async function disputeCharge(chargeId: string): Promise<string | null> {
  return db.transaction(async (trx) => {
    const [locked] = await sql<TestCharge>(
      `select ${CHARGE} from payments_test_charges where id = :chargeId for update`,
      { chargeId },
      trx
    )
    const returns = await returnsOfCharge(chargeId, trx)
    if (!locked || returns.some(({ kind }) => kind === 'dispute')) return null
    const left = returns.reduce((rest, one) => rest - one.amount, locked.amount)
    if (left <= 0n) return null
    const id = newId('dp')
    await addReturn(trx, {
      id,
      chargeId,
      kind: 'dispute',
      amount: left,
      fee: DISPUTE_FEE,
      key: null,
    })
    return id
  })
}

/** The bank decides; null when there is no dispute that is open. */
export async function endDispute(
  chargeId: string,
  outcome: 'won' | 'lost'
): Promise<string | null> {
  const [row] = await sql<{ id: string }>(
    `update payments_test_returns set outcome = :outcome, outcome_at = now()
     where charge_id = :chargeId and kind = 'dispute' and outcome is null returning id`,
    { chargeId, outcome }
  )
  return row?.id ?? null
}

/** The card's bank warns; null when it did before. */
export async function warnOfFraud(chargeId: string): Promise<string | null> {
  const [row] = await sql<{ warning: string }>(
    `update payments_test_charges set fraud_warning = :warning
     where id = :chargeId and fraud_warning is null returning fraud_warning as warning`,
    { chargeId, warning: newId('fw') }
  )
  return row?.warning ?? null
}

async function addReturn(
  trx: TransactionClientContract,
  one: {
    id: string
    chargeId: string
    kind: 'refund' | 'dispute'
    amount: bigint
    fee: bigint
    key: string | null
  }
): Promise<void> {
  await sql(
    `insert into payments_test_returns (id, charge_id, kind, amount, fee, key)
     values (:id, :chargeId, :kind, :amount, :fee, :key)`,
    one,
    trx
  )
}
