/** What the coach asked its creator about, and what became of it. */
import { sql } from '#app/support/sql'

/** What the coach asked about after a message. */
export interface Question {
  kind: 'decision' | 'task'
  id: string
}

/** What a message's `noticed` keeps questions of a kind under. */
const LISTS = { decision: 'unsure', task: 'unsureDone' } as const

/**
 * Whether the coach has asked, after a message that is kept, about exactly this value of a decision. What its creator
 * says yes to then needs no other check.
 */
export async function wasAsked(
  projectId: string,
  { decision, value }: { decision: string; value: string }
): Promise<boolean> {
  const found = await sql<{ id: string }>(
    `select id::text from coach_messages where project_id = :projectId and role = 'creator'
       and noticed -> :list @> cast(:asked as jsonb) limit 1`,
    { projectId, list: LISTS.decision, asked: JSON.stringify([{ decision, value }]) }
  )
  return found.length > 0
}

/** The creator answered a question of the coach's: it is not asked again. Without such a question nothing happens. */
export async function settleQuestion(
  projectId: string,
  messageId: string,
  { kind, id }: Question
): Promise<void> {
  if (!/^\d{1,18}$/.test(messageId)) return
  await sql(
    `update coach_messages m set noticed = jsonb_set(m.noticed, array[:list::text],
       (select coalesce(jsonb_agg(one), '[]') from jsonb_array_elements(m.noticed -> :list) one
        where one ->> :kind <> :id))
     where m.id = cast(:messageId as bigint) and m.project_id = :projectId and m.role = 'creator'
       and exists (select from jsonb_array_elements(m.noticed -> :list) one where one ->> :kind = :id)`,
    { projectId, messageId, list: LISTS[kind], kind, id }
  )
}
