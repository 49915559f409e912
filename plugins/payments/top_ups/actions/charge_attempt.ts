import type Stripe from 'stripe'
import { sql } from '#app/support/sql'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import {
  cancelCharge,
  chargeAbsent,
  findCharge,
  outcomeOf,
  type AbsentOutcome,
} from '#plugins/payments/gateways/stripe/cards'
import { ask } from '#plugins/payments/gateways/stripe/client'
import { factsOfIntent } from '#plugins/payments/gateways/stripe/facts'
import { dateOf } from '#plugins/payments/gateways/stripe/ids'
import { findOrder } from '#plugins/payments/queries/find_order'
import type { PaymentsServices } from '#plugins/payments/services'
import { endAttempt } from '#plugins/payments/top_ups/actions/end_attempt'
import { TOP_UP_LIMITS } from '#plugins/payments/top_ups/limits'
import { findAttempt, findTopUp } from '#plugins/payments/top_ups/queries/find_top_up'
import { stripeHere } from '#plugins/payments/top_ups/stripe_here'
import type { Attempt } from '#plugins/payments/top_ups/top_up'

/** Stripe's clock and ours may differ, milliseconds. */
const CLOCKS = 5 * 60 * 1000

/**
 * Charges an attempt's card, once however often it is called: under one key while Stripe knows it, afterwards by
 * looking for what was charged.
 * @throws when it should be tried again later: it is not known what happened
 */
export async function chargeAttempt(services: PaymentsServices, attemptId: string): Promise<void> {
  const attempt = await findAttempt(attemptId)
  if (attempt?.state !== 'open') return
  const stripe = await stripeHere(services)
  if (!stripe) throw new Error('Stripe is not connected any more')
  const outcome = await chargeOnce(stripe.client, attempt)
  switch (outcome.outcome) {
    case 'paid':
      await keepPaid(services, outcome.intent)
      return endAttempt(services, attempt, { state: 'paid' })
    case 'processing':
      return keepIntent(attempt, outcome.intent)
    case 'authentication':
      return askFan(services, stripe.client, attempt, outcome.intent)
    case 'declined':
    case 'refused':
      return endAttempt(services, attempt, { state: outcome.outcome, reason: outcome.reason })
    case 'nothing':
      return endAttempt(services, attempt, { state: 'abandoned', reason: 'nothing was charged' })
  }
}

async function chargeOnce(
  stripe: Stripe,
  attempt: Attempt
): Promise<AbsentOutcome | { outcome: 'nothing' }> {
  if (attempt.intent !== null) {
    return outcomeOf(await ask(stripe.paymentIntents.retrieve(attempt.intent)))
  }
  const age = Date.now() - attempt.createdAt.getTime()
  const topUp = await findTopUp(attempt.personId)
  if (age > TOP_UP_LIMITS.keyLifetime * 1000 || topUp?.state !== 'on') {
    const since = new Date(attempt.createdAt.getTime() - CLOCKS)
    const { orderId, customerId: customer } = attempt
    const made = await findCharge(stripe, { orderId, customer, since })
    return made ? outcomeOf(made) : { outcome: 'nothing' }
  }
  const order = await findOrder(attempt.orderId)
  if (!order) throw new Error(`The order ${attempt.orderId} is gone`)
  return chargeAbsent(stripe, {
    order,
    customer: attempt.customerId,
    card: attempt.cardId,
    key: `top_up:${attempt.id}`,
  })
}

/** As the event says that is on its way: whichever comes first. */
async function keepPaid(services: PaymentsServices, intent: Stripe.PaymentIntent): Promise<void> {
  await applyFacts(services, 'stripe', factsOfIntent(intent, dateOf(intent.created)))
}

async function keepIntent({ id }: Attempt, intent: string): Promise<void> {
  await sql(
    `update payments_top_up_attempts set intent = :intent where id = :id and state = 'open'`,
    { id, intent }
  )
}

/** The fan will pay the same order on Stripe's page. The charge is cancelled first, so that it cannot be paid twice. */
async function askFan(
  services: PaymentsServices,
  stripe: Stripe,
  attempt: Attempt,
  intent: string
): Promise<void> {
  if (await cancelCharge(stripe, intent)) {
    return endAttempt(services, attempt, { state: 'authentication' })
  }
  await keepIntent(attempt, intent)
  throw new Error(`The charge of ${attempt.id} went on meanwhile`)
}
