/** Stripe's customers: one per person, so that cards and receipts stay together. */
import { createHash } from 'node:crypto'
import type Stripe from 'stripe'
import type { Merge } from '#app/plugin_kit/types'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { ask } from '#plugins/payments/gateways/stripe/client'
import { PERSON_KEY } from '#plugins/payments/gateways/stripe/ids'

export interface CustomerRequest {
  personId: string
  /** Stands on Stripe's page and receipts. */
  email: string | null
}

/** A person's customer; null for somebody who never paid with Stripe. */
export async function findCustomer(personId: string): Promise<string | null> {
  const [row] = await sql<{ customer_id: string }>(
    'select customer_id from payments_stripe_customers where person_id = :personId',
    { personId }
  )
  return row?.customer_id ?? null
}

/** A person's customer; made when there is none. Two at once get the same one. */
export async function customerOf(stripe: Stripe, request: CustomerRequest): Promise<string> {
  const { personId, email } = request
  const known = await findCustomer(personId)
  if (known !== null) return known
  const said = createHash('sha256')
    .update(email ?? '')
    .digest('hex')
    .slice(0, 16)
  const made = await ask(
    stripe.customers.create(
      { ...(email !== null && { email }), metadata: { [PERSON_KEY]: personId } },
      { idempotencyKey: `customer:${personId}:${said}:${await generation(personId)}` }
    )
  )
  const [kept] = await sql<{ customer_id: string }>(
    `insert into payments_stripe_customers as c (person_id, customer_id) values (:personId, :customer)
     on conflict (person_id) do update set customer_id = coalesce(c.customer_id, :customer)
     returning customer_id`,
    { personId, customer: made.id }
  )
  return kept?.customer_id ?? made.id
}

/** An operator deleted the customer at Stripe: the next purchase makes another one. */
export async function forgetCustomer(customer: string): Promise<void> {
  await sql(
    `update payments_stripe_customers set customer_id = null, generation = generation + 1
     where customer_id = :customer`,
    { customer }
  )
}

/** How many customers the person had before: Stripe would give the deleted one for the same key. */
async function generation(personId: string): Promise<number> {
  const [row] = await sql<{ generation: number }>(
    'select generation from payments_stripe_customers where person_id = :personId',
    { personId }
  )
  return row?.generation ?? 0
}

/** The one who stays keeps their own customer; who has none gets the other's, cards and all. */
export async function mergeCustomers({ from, into, trx }: Merge): Promise<void> {
  await sql(
    `delete from payments_stripe_customers where person_id = :into and customer_id is null`,
    { into },
    trx
  )
  await sql(
    `update payments_stripe_customers set person_id = :into
     where person_id = :from and not exists (select 1 from payments_stripe_customers where person_id = :into)`,
    { from, into },
    trx
  )
}

/** Gives the customer that was forgotten, for Stripe to forget as well. */
export async function takeCustomer(
  personId: string,
  trx: TransactionClientContract
): Promise<string | null> {
  const [row] = await sql<{ customer_id: string | null }>(
    'delete from payments_stripe_customers where person_id = :personId returning customer_id',
    { personId },
    trx
  )
  return row?.customer_id ?? null
}
