import { LRUCache } from 'lru-cache'
import { sql } from '#app/support/sql'

/**
 * How long a fan may talk before being told again that this is an AI, hours. California's SB 243 (Business and
 * Professions Code 22602) asks for it at least every three hours with minors; nobody's age is known for sure, so everyone is told.
 */
export const REMIND_HOURS = 3

/** Conversations of which this process knows that nobody has to be reminded yet, and until when (ms since 1970). */
const quietUntil = new LRUCache<string, number>({ max: 10_000 })

/** Whether the fan is to be reminded now; true once in {@link REMIND_HOURS}, whoever asks. */
export async function isTimeToRemind(conversationId: string): Promise<boolean> {
  if (Date.now() < (quietUntil.get(conversationId) ?? 0)) return false
  const [row] = await sql<{ reminded: boolean; until: Date }>(
    `with due as (
       update personas_conversations set reminded_at = now()
       where id = :conversationId
         and coalesce(reminded_at, introduced_at, started_at) < now() - make_interval(hours => :hours)
       returning id
     )
     select exists (select from due) as reminded,
       coalesce(reminded_at, introduced_at, started_at) + make_interval(hours => :hours) as until
     from personas_conversations where id = :conversationId`,
    { conversationId, hours: REMIND_HOURS }
  )
  if (!row || row.reminded) return row !== undefined
  quietUntil.set(conversationId, row.until.getTime())
  return false
}
