import type { Database } from '@adonisjs/lucid/database'
import type { JobHandler } from '#app/job_kit/types'
import type { Subscription, TopicSchedule } from '#app/job_kit/subscription'

const TOPIC = 'house.purge'
const EVERY_SECONDS = 10 * 60

/** Rows that one statement deletes at most: each is a short lock. */
const BATCH = 5_000

/**
 * What is thrown away, and when. Guests' claims count for a day; updates and events are redelivered for days
 * (Stripe: three); the dead are kept long enough to be looked at.
 */
const RETENTION = [
  { table: 'sign_in_tokens', where: `expires_at < now() - interval '1 day'` },
  { table: 'link_codes', where: `expires_at < now() - interval '1 day'` },
  { table: 'api_tokens', where: `expires_at < now() - interval '30 days'` },
  // As long as IDENTITY_LIMITS.departedDays.
  { table: 'departed_accounts', where: `departed_at < now() - interval '730 days'` },
  { table: 'guest_replies', where: `claimed_at < now() - interval '7 days'` },
  { table: 'bot_buttons', where: `expires_at < now() - interval '1 day'` },
  { table: 'inbox', where: `processed_at is not null and received_at < now() - interval '7 days'` },
  { table: 'inbox', where: `received_at < now() - interval '90 days'` },
  { table: 'outbox', where: `state = 'done' and finished_at < now() - interval '7 days'` },
  { table: 'outbox', where: `state = 'dead' and finished_at < now() - interval '90 days'` },
] as const

/** Deletes what is past its time, in batches; heeds the job's signal between them. */
export async function purge(db: Database, signal: AbortSignal): Promise<void> {
  for (const { table, where } of RETENTION) {
    let deleted: number
    do {
      signal.throwIfAborted()
      const result = await db.rawQuery<{ rowCount: number }>(
        `delete from ${table} where ctid = any(array(select ctid from ${table} where ${where} limit ${BATCH}))`
      )
      deleted = result.rowCount
    } while (deleted === BATCH)
  }
}

/** The house's own job. */
export function housekeeping(db: Database): {
  subscription: Subscription
  schedule: TopicSchedule
} {
  const handler: JobHandler = ({ signal }) => purge(db, signal)
  return {
    subscription: { topic: TOPIC, subscriber: 'house', load: async () => handler },
    schedule: { topic: TOPIC, everySeconds: EVERY_SECONDS },
  }
}
