import { sql } from '#app/support/sql'
import type { Period } from '#plugins/personas/studio/period'

/* How messages are counted, by the job and by whoever asks for what is younger than its last run. */

/** A row of counts from `personas_messages m`. */
export const COUNTED = `
  count(*) filter (where m.role = 'fan' and m.turn_key not like '%:scene:%')::integer as messages,
  count(*) filter (where m.role = 'persona' and m.outcome = 'delivered')::integer as delivered,
  count(*) filter (where m.role = 'persona' and m.outcome = 'stopped')::integer as stopped,
  count(*) filter (where m.role = 'persona' and m.outcome in ('failed', 'undelivered'))::integer as failed,
  count(*) filter (where m.outcome = 'blocked')::integer as blocked,
  coalesce(sum(m.tokens) filter (where m.role = 'persona'), 0)::bigint as tokens,
  coalesce(sum(m.charge), 0)::bigint as paid`

/**
 * When a period's messages begin that no run of the job counted. It is asked for by itself: the planner must know
 * how few they are.
 */
export async function uncountedSince({ from, to }: Period): Promise<Date> {
  const [row] = await sql<{ upto: Date | null }>('select upto from personas_studio_roll_up', {})
  const upto = row?.upto ?? from
  return new Date(Math.min(Math.max(from.getTime(), upto.getTime()), to.getTime()))
}

/** The day of a message. */
export const DAY = `(m.created_at at time zone 'UTC')::date`
