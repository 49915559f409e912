import { sql } from '#app/support/sql'
import { finishRefund } from '#plugins/payments/actions/refund_payment'
import { refundWarned } from '#plugins/payments/actions/refund_warned'
import { settlePayment } from '#plugins/payments/actions/settle_payment'
import type { PaymentsServices } from '#plugins/payments/services'

/** Payments, and refunds, that one run takes up; the next run takes the rest. */
const BATCH = 200
/**
 * A gateway is asked again under the same key for so long, seconds. Stripe forgets keys after 24 hours
 * (docs.stripe.com/api/idempotent_requests): later the same wish would be a second refund.
 */
export const REFUND_RETRY_SECONDS = 20 * 60 * 60

/**
 * Takes up what a process left that died in the middle: payments whose books do not show all that is known, and refunds
 * that the gateway was, or was not, asked for.
 * @param olderThan seconds; what is younger is left to the process that is at it
 * @throws AggregateError after all were tried, when some failed
 */
export async function settleLeft(services: PaymentsServices, olderThan: number): Promise<void> {
  const errors: unknown[] = []
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      errors.push(error)
    }
  }
  const payments = await sql<{ id: string }>(
    `select id from payments_payments
     where unsettled_since < now() - make_interval(secs => :olderThan)
     order by unsettled_since limit :batch`,
    { olderThan, batch: BATCH }
  )
  for (const { id } of payments) {
    await attempt(async () => {
      await settlePayment(services, id)
      await refundWarned(services, id)
    })
  }

  await sql(
    `update payments_refunds set state = 'unclear', ended_at = now()
     where state = 'asked' and created_at < now() - make_interval(secs => :retry)`,
    { retry: REFUND_RETRY_SECONDS }
  )
  const refunds = await sql<{ id: string; payment_id: string; amount: bigint | null }>(
    `select id, payment_id, amount from payments_refunds
     where state = 'asked' and created_at < now() - make_interval(secs => :olderThan)
     order by created_at limit :batch`,
    { olderThan, batch: BATCH }
  )
  for (const wish of refunds) await attempt(() => finishRefund(services, wish))
  if (errors.length > 0) throw new AggregateError(errors, 'Some payments could not be settled')
}
