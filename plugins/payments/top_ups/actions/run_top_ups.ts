import logger from '@adonisjs/core/services/logger'
import { sql } from '#app/support/sql'
import type { PaymentsServices } from '#plugins/payments/services'
import { beginAttempt } from '#plugins/payments/top_ups/actions/begin_attempt'
import { chargeAttempt } from '#plugins/payments/top_ups/actions/charge_attempt'
import { endAttempt } from '#plugins/payments/top_ups/actions/end_attempt'
import { TOP_UP_LIMITS } from '#plugins/payments/top_ups/limits'
import { leftAttempts, type LeftAttempt } from '#plugins/payments/top_ups/queries/find_top_up'
import { stripeHere } from '#plugins/payments/top_ups/stripe_here'

/** Looks after what has not ended, and begins a purchase for everybody whose coins ran low. */
export async function runTopUps(services: PaymentsServices): Promise<void> {
  if (!(await stripeHere(services))) return
  const { lookAfter, attempts } = TOP_UP_LIMITS
  for (const attempt of await leftAttempts(lookAfter, attempts)) {
    await withoutFailing(attempt.personId, () => settle(services, attempt))
  }
  for (const { personId, threshold } of await dueNow()) {
    await withoutFailing(personId, async () => {
      const { available } = await services.ledger.balance(personId)
      if (available < threshold) await beginAttempt(services, personId)
    })
  }
}

/** Somebody paid the order (on Stripe's page, or an event came first), or the time for it is over. */
async function settle(services: PaymentsServices, attempt: LeftAttempt): Promise<void> {
  if (attempt.order === 'paid') return endAttempt(services, attempt, { state: 'paid' })
  if (attempt.state === 'open') return chargeAttempt(services, attempt.id)
  return endAttempt(services, attempt, { state: 'abandoned', reason: 'nobody finished it' })
}

/** Those whose balance was looked at longest ago come first, so everybody's turn comes. */
async function dueNow(): Promise<readonly { personId: string; threshold: bigint }[]> {
  return sql<{ personId: string; threshold: bigint }>(
    `update payments_top_ups set checked_at = now()
     where person_id in (
       select person_id from payments_top_ups t
       where state = 'on' and next_at <= now() and not exists (
         select 1 from payments_top_up_attempts a
         where a.person_id = t.person_id and a.state in ('open', 'authentication')
       )
       order by checked_at limit :people for update skip locked
     )
     returning person_id as "personId", threshold`,
    { people: TOP_UP_LIMITS.people }
  )
}

/** One person's trouble is not another's. */
async function withoutFailing(personId: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    logger.error({ err: error, personId }, 'an automatic top-up did not go on')
  }
}
