import { sql } from '#app/support/sql'

/** Finished and abandoned projects are kept. False when there was none to end. */
export async function endProject(
  creatorId: string,
  state: 'finished' | 'abandoned'
): Promise<boolean> {
  const ended = await sql<{ id: string }>(
    `update coach_projects set state = :state, ended_at = now()
     where creator_id = :creatorId and state = 'active' returning id`,
    { creatorId, state }
  )
  return ended.length > 0
}
