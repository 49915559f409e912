import { sql } from '#app/support/sql'

/** What the coach asked about after a message. */
export interface Question {
  kind: 'decision' | 'task'
  id: string
}

/** The creator answered a question of the coach's: it is not asked again. False when there was none. */
export async function settleQuestion(
  projectId: string,
  messageId: string,
  { kind, id }: Question
): Promise<boolean> {
  if (!/^\d{1,18}$/.test(messageId)) return false
  const list = kind === 'decision' ? 'unsure' : 'unsureDone'
  const settled = await sql<{ id: string }>(
    `update coach_messages m set noticed = jsonb_set(m.noticed, array[:list::text],
       (select coalesce(jsonb_agg(one), '[]') from jsonb_array_elements(m.noticed -> :list) one
        where one ->> :kind <> :id))
     where m.id = cast(:messageId as bigint) and m.project_id = :projectId and m.role = 'creator'
       and exists (select from jsonb_array_elements(m.noticed -> :list) one where one ->> :kind = :id)
     returning m.id::text`,
    { projectId, messageId, list, kind, id }
  )
  return settled.length > 0
}
