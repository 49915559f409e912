/** A purchase whose coins are in the books, and the jobs that follow it. */
import { randomUUID } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import type { Frontend } from '#app/bot_kit/inbound'
import type { Job, JsonObject } from '#app/job_kit/types'
import type { PluginContext, PluginDefinition } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { openOrder } from '#plugins/payments/actions/open_order'
import type { Fact } from '#plugins/payments/gateways/gateway'
import payments from '#plugins/payments/plugin'
import { OpenGateway } from '#plugins/payments/shop/tests/support'
import { buyerOn, paymentsContext, servicesWith } from '#plugins/payments/tests/support/counter'

export interface Bought {
  personId: string
  accountId: string
  /** The platform's id of the account. */
  platformId: string
  paymentId: string
  /** The gateway's id of the payment. */
  payment: string
  receipt: string
  /** Tells more of the payment. */
  told(...facts: readonly Fact[]): Promise<void>
}

/** Somebody new buys the popular pack (500 + 50 coins) in rupees (₹399). */
export async function bought(
  options: { locale?: string; email?: string | null; frontend?: Frontend; personId?: string } = {}
): Promise<Bought> {
  const { locale = 'en', frontend = 'web' } = options
  const services = await servicesWith(new OpenGateway('razorpay', ['INR']))
  const buyer = await buyerOn(frontend)
  const person = { id: options.personId ?? buyer.person.id }
  const opened = await openOrder(services, {
    person,
    accountId: buyer.account.id,
    frontend: 'web',
    gateway: 'razorpay',
    packId: 'popular',
    currency: 'INR',
    locale,
  })
  if (opened.outcome !== 'open') throw new Error(`Refused: ${opened.reason}`)
  const { order } = opened
  await sql('update payments_orders set email = :email where id = :id', {
    id: order.id,
    email: options.email ?? null,
  })
  const payment = `pay_${randomUUID()}`
  const told = (...facts: readonly Fact[]) => applyFacts(services, 'razorpay', facts)
  await told({
    kind: 'paid',
    payment,
    order: { id: order.id },
    buyer: null,
    packId: null,
    amount: order.amount,
    currency: order.currency,
    at: new Date(),
  })
  const [row] = await sql<{ id: string; receipt: string }>(
    'select id, receipt from payments_payments where provider_payment = :payment',
    { payment }
  )
  if (!row) throw new Error('There is no payment')
  return {
    personId: person.id,
    accountId: buyer.account.id,
    platformId: buyer.platformId,
    paymentId: row.id,
    payment,
    receipt: row.receipt,
    told,
  }
}

/** Gives somebody an e-mail account, as signing up does. */
export async function withAddress(accountId: string): Promise<string> {
  const email = `${randomUUID()}@example.com`
  const identity = await app.container.make('identity')
  await identity.signUp({ accountId, email, password: 'long enough 1', displayName: 'Robin' })
  return email
}

/** Runs the jobs of a topic that name a payment, as often as a worker may: at least once. */
export async function runJobs(
  topic: string,
  paymentId: string,
  context?: PluginContext
): Promise<number> {
  const { listeners, jobs }: PluginDefinition = payments
  const load = listeners?.[topic] ?? jobs?.[topic.replace(/^payments\./, '')]
  if (!load) throw new Error(`Nobody handles ${topic}`)
  const handle = (await load()).default(context ?? (await paymentsContext()))
  const rows = await sql<{ key: string; payload: JsonObject }>(
    `select key, payload from outbox
     where topic = :topic and payload->>'paymentId' = :paymentId order by id`,
    { topic, paymentId }
  )
  for (const { key, payload } of rows) {
    const job: Job = { topic, key, payload, attempt: 1, signal: new AbortController().signal }
    await handle(job)
  }
  return rows.length
}
