import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { emailOf } from '#plugins/payments/actions/begin_order'
import { insertOrder, type OrderRefusal } from '#plugins/payments/actions/open_order'
import { findCustomer } from '#plugins/payments/gateways/stripe/customers'
import { listPacks } from '#plugins/payments/packs/queries/list_packs'
import type { PaymentsServices } from '#plugins/payments/services'
import { tell } from '#plugins/payments/top_ups/actions/tell'
import { TOP_UP_LIMITS } from '#plugins/payments/top_ups/limits'
import { lockDueTopUp, paidThisMonth } from '#plugins/payments/top_ups/queries/find_top_up'
import { stripeHere } from '#plugins/payments/top_ups/stripe_here'
import type { Notice, Pause, TopUp } from '#plugins/payments/top_ups/top_up'

/**
 * Begins a purchase for somebody whose coins ran low: the order, the attempt and the job that charges are written in
 * one transaction. Nothing begins while another attempt is open, past a cap, or at another price than was agreed to.
 * @returns the attempt's id; null when there is no reason to charge
 */
export async function beginAttempt(
  services: PaymentsServices,
  personId: string
): Promise<string | null> {
  const email = await emailOf(services, personId)
  const customer = await findCustomer(personId)
  const attempt = await db.transaction(async (trx) => {
    const topUp = await lockDueTopUp(personId, trx)
    if (!topUp) return null
    const halt = customer === null ? 'card' : await reasonNotTo(topUp, trx)
    if (halt !== null || customer === null) {
      await hold(services, topUp, halt ?? 'card', trx)
      return null
    }
    const order = await orderFor(services, topUp, email, trx)
    if (typeof order === 'string') {
      await hold(services, topUp, haltOf(order), trx)
      return null
    }
    return write(services, { topUp, customer, orderId: order.id }, trx)
  })
  if (attempt !== null) services.outbox.nudge()
  return attempt
}

/** `later` is no business of the fan's. */
type Halt = Pause | 'capped' | 'limited' | 'later'

async function reasonNotTo(topUp: TopUp, trx: TransactionClientContract): Promise<Halt | null> {
  const packs = await listPacks({ activeOnly: true, trx })
  const price = packs.find(({ id }) => id === topUp.packId)?.prices[topUp.currency]
  if (price === undefined) return 'pack'
  if (price > topUp.amount) return 'price'
  const paid = await paidThisMonth(topUp.personId, topUp.currency, trx)
  return paid + price > topUp.monthlyCap ? 'capped' : null
}

async function orderFor(
  services: PaymentsServices,
  topUp: TopUp,
  email: string | null,
  trx: TransactionClientContract
): Promise<{ id: string } | OrderRefusal> {
  const gateway = await stripeHere(services)
  if (!gateway) return 'not_offered'
  const { personId, accountId, frontend, packId, currency, locale } = topUp
  return insertOrder(trx, gateway, {
    person: { id: personId },
    accountId,
    frontend,
    gateway: 'stripe',
    packId,
    currency,
    locale,
    email,
  })
}

function haltOf(reason: OrderRefusal): Halt {
  switch (reason) {
    case 'capped':
      return 'limited'
    case 'too_many':
    case 'not_offered':
      return 'later'
    case 'unknown_pack':
      return 'pack'
  }
}

/** When a halt is over, in SQL; a pause is over when the fan says so. */
const UNTIL: Readonly<Record<'capped' | 'limited' | 'later', string>> = {
  capped: `(date_trunc('month', now() at time zone 'utc') + interval '1 month') at time zone 'utc'`,
  // A limit may be one of days.
  limited: `(date_trunc('day', now() at time zone 'utc') + interval '1 day') at time zone 'utc'`,
  later: `now() + interval '1 hour'`,
}

async function hold(
  services: PaymentsServices,
  { personId }: TopUp,
  halt: Halt,
  trx: TransactionClientContract
): Promise<void> {
  if (halt === 'capped' || halt === 'limited' || halt === 'later') {
    await sql(
      `update payments_top_ups set next_at = ${UNTIL[halt]} where person_id = :personId`,
      { personId },
      trx
    )
  } else {
    await sql(
      `update payments_top_ups set state = 'paused', paused_for = :halt, updated_at = now()
       where person_id = :personId`,
      { personId, halt },
      trx
    )
  }
  if (halt === 'later') return
  const what: Notice = halt
  const day = new Date().toISOString().slice(0, halt === 'capped' || halt === 'limited' ? 7 : 16)
  await tell(services, { personId, what, key: `top_up:${personId}:${halt}:${day}` }, trx)
}

async function write(
  services: PaymentsServices,
  { topUp, customer, orderId }: { topUp: TopUp; customer: string; orderId: string },
  trx: TransactionClientContract
): Promise<string> {
  const { personId, cardId } = topUp
  // The price may have gone down since it was agreed to: the order has the one of today.
  const [attempt] = await sql<{ id: string }>(
    `insert into payments_top_up_attempts (person_id, order_id, customer_id, card_id, amount, currency)
     select :personId, o.id, :customer, :cardId, o.amount, o.currency from payments_orders o where o.id = :orderId
     returning id`,
    { personId, orderId, customer, cardId },
    trx
  )
  if (!attempt) throw new Error(`The order ${orderId} is gone`)
  await sql(
    `update payments_top_ups set next_at = now() + make_interval(secs => :gap) where person_id = :personId`,
    { personId, gap: TOP_UP_LIMITS.gap },
    trx
  )
  await services.outbox.add(trx, [
    { topic: 'payments.charge_top_up', key: attempt.id, payload: { attemptId: attempt.id } },
  ])
  return attempt.id
}
