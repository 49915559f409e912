import { sql } from '#app/support/sql'
import { INBOX_LIMITS } from '#plugins/payments/inbox/limits'

/**
 * Throws away events that were through long ago, and marks those as failed whose job is gone without a word (each
 * attempt ended its process): they would look as if somebody were still at them.
 */
export async function tidyInbox(signal: AbortSignal): Promise<void> {
  await sql(
    `update payments_events e set state = 'failed', ended_at = now(),
       error = coalesce(error, 'the process ended during each attempt')
     where state = 'new' and received_at < now() - interval '1 hour' and not exists (
       select from outbox where topic = 'payments.work_event' and state = 'pending'
         and key = case when e.replays = 0 then e.id::text else e.id || ':' || e.replays end
     )`,
    {}
  )
  let dropped: Array<{ id: bigint }>
  do {
    signal.throwIfAborted()
    dropped = await sql<{ id: bigint }>(
      `delete from payments_events where id in (
         select id from payments_events
         where state in ('done', 'ignored') and ended_at < now() - make_interval(days => :days)
         limit :most
       ) returning id`,
      { days: INBOX_LIMITS.keptDays, most: INBOX_LIMITS.dropBatch }
    )
  } while (dropped.length === INBOX_LIMITS.dropBatch)
}
