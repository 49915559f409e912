import { sql } from '#plugins/personas/sql'

/**
 * How long a fan may talk before being told again that this is an AI, hours. California's SB 243 (Business and
 * Professions Code 22602) asks for it at least every three hours with minors; nobody's age is known for sure, so everyone is told.
 */
export const REMIND_HOURS = 3

/** Whether the fan is to be reminded now; true once in {@link REMIND_HOURS}, whoever asks. */
export async function isTimeToRemind(conversationId: string): Promise<boolean> {
  const rows = await sql<{ id: string }>(
    `update personas_conversations set reminded_at = now()
     where id = :conversationId
       and coalesce(reminded_at, introduced_at, started_at) < now() - make_interval(hours => :hours)
     returning id`,
    { conversationId, hours: REMIND_HOURS }
  )
  return rows.length > 0
}
