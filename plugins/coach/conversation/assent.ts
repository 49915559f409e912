import { sql } from '#app/support/sql'
import type { Noticed } from '#plugins/coach/conversation/notice'

/** How sure a yes is to what was asked. */
export const CONFIRMED = 0.95
/** A question stands open so long, minutes: a yes of the next day answers something else. */
const OPEN_MINUTES = 60

/** What the newest message before was asked about with a button; null unless it is one thing. */
export async function askedLast(
  projectId: string
): Promise<Pick<Noticed, 'unsure' | 'unsureDone'> | null> {
  const [row] = await sql<{ noticed: Pick<Noticed, 'unsure' | 'unsureDone'> }>(
    `select noticed from coach_messages
     where project_id = :projectId and role = 'creator' and noticed is not null
       and at > now() - make_interval(mins => :minutes)
     order by id desc limit 1`,
    { projectId, minutes: OPEN_MINUTES }
  )
  if (!row) return null
  const { unsure, unsureDone } = row.noticed
  return unsure.length + unsureDone.length === 1 ? { unsure, unsureDone } : null
}
