import db from '@adonisjs/lucid/services/db'
import type { Job, OutboxMessage } from '#app/job_kit/types'
import type { PaymentsServices } from '#plugins/payments/services'

/**
 * Hands what happened to jobs of its own, each with its own attempts: a mail server that is away keeps nobody from
 * being told in the chat. A job that is handed over again is the same one.
 */
export async function followUp(
  { outbox }: Pick<PaymentsServices, 'outbox'>,
  job: Job,
  topics: readonly string[]
): Promise<void> {
  const messages = topics.map((topic): OutboxMessage => ({
    topic,
    key: job.key,
    payload: job.payload,
  }))
  await db.transaction((trx) => outbox.add(trx, messages))
  outbox.nudge()
}
