import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { PaymentsServices } from '#plugins/payments/services'
import { tell } from '#plugins/payments/top_ups/actions/tell'
import { TOP_UP_LIMITS } from '#plugins/payments/top_ups/limits'
import type { Attempt, Notice, Pause } from '#plugins/payments/top_ups/top_up'

export type AttemptEnd =
  | { state: 'paid' }
  /** The fan has to finish it on a page of Stripe's. */
  | { state: 'authentication' }
  | { state: 'declined' | 'refused' | 'abandoned'; reason: string }

/** Ends an attempt, once, with all that follows for the agreement. Again, and from several processes, is the same. */
export async function endAttempt(
  services: PaymentsServices,
  attempt: Pick<Attempt, 'id' | 'personId' | 'orderId'>,
  end: AttemptEnd
): Promise<void> {
  await db.transaction(async (trx) => {
    const [ended] = await sql<{ id: string }>(
      `update payments_top_up_attempts set state = :state, reason = :reason, ended_at = now()
       where id = :id and (state = 'open' or (state = 'authentication' and :state in ('paid', 'abandoned')))
       returning id`,
      { id: attempt.id, state: end.state, reason: 'reason' in end ? end.reason : null },
      trx
    )
    if (!ended) return
    const { personId, orderId } = attempt
    switch (end.state) {
      case 'paid':
        await sql(
          `update payments_top_ups set declines = 0,
             state = case when paused_for = 'authentication' then 'on' else state end,
             paused_for = case when paused_for = 'authentication' then null else paused_for end
           where person_id = :personId`,
          { personId },
          trx
        )
        return
      case 'authentication':
        await pause(personId, 'authentication', trx)
        return tellOf(services, attempt, 'authentication', trx)
      case 'declined': {
        await closeOrder(orderId, trx)
        const declines = await countDecline(personId, trx)
        if (declines < TOP_UP_LIMITS.declines) {
          return tellOf(services, attempt, 'declined_once', trx)
        }
        await pause(personId, 'declined', trx)
        return tellOf(services, attempt, 'declined', trx)
      }
      case 'refused':
        await closeOrder(orderId, trx)
        await pause(personId, 'card', trx)
        return tellOf(services, attempt, 'card', trx)
      case 'abandoned':
        return closeOrder(orderId, trx)
    }
  })
  services.outbox.nudge()
}

async function tellOf(
  services: PaymentsServices,
  { id, personId, orderId }: Pick<Attempt, 'id' | 'personId' | 'orderId'>,
  what: Notice,
  trx: TransactionClientContract
): Promise<void> {
  await tell(services, { personId, what, orderId, key: `top_up:${id}:${what}` }, trx)
}

async function countDecline(personId: string, trx: TransactionClientContract): Promise<number> {
  const [row] = await sql<{ declines: number }>(
    `update payments_top_ups set declines = declines + 1,
       next_at = now() + make_interval(secs => :retryAfter)
     where person_id = :personId returning declines`,
    { personId, retryAfter: TOP_UP_LIMITS.retryAfter },
    trx
  )
  return row?.declines ?? 0
}

/** One that the fan turned off meanwhile stays off. */
async function pause(personId: string, why: Pause, trx: TransactionClientContract): Promise<void> {
  await sql(
    `update payments_top_ups set state = 'paused', paused_for = :why, updated_at = now()
     where person_id = :personId and state = 'on'`,
    { personId, why },
    trx
  )
}

/** Nobody will pay it any more; money that comes all the same still counts. */
async function closeOrder(orderId: string, trx: TransactionClientContract): Promise<void> {
  await sql(
    `update payments_orders set state = 'abandoned' where id = :orderId and state = 'open'`,
    { orderId },
    trx
  )
}
