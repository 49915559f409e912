import { sql } from '#app/support/sql'

/** A creator's message by its id; null when the project has no such message. */
export async function keptMessage(
  projectId: string,
  id: string
): Promise<{ key: string; text: string } | null> {
  if (!/^\d{1,18}$/.test(id)) return null
  const [row] = await sql<{ key: string; text: string }>(
    `select key, text from coach_messages
     where project_id = :projectId and id = cast(:id as bigint) and role = 'creator'`,
    { projectId, id }
  )
  return row ?? null
}

/** Whether something else was said under a key: the same key means the same message. */
export async function keyIsTaken(projectId: string, key: string, text: string): Promise<boolean> {
  const [row] = await sql<{ text: string }>(
    `select text from coach_messages where project_id = :projectId and key = :key and role = 'creator'`,
    { projectId, key }
  )
  return row !== undefined && row.text !== text
}
