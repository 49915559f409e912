import { sql } from '#app/support/sql'
import { progressNow } from '#plugins/coach/project/progress'
import type { Project } from '#plugins/coach/project/project'

/** How a project ends. */
export type Ending = 'finished' | 'abandoned'

/** How a project would end now: finished where everything is done, else given up. */
export const endingOf = (project: Project): Ending =>
  progressNow(project).phase === null ? 'finished' : 'abandoned'

/** Ends an active project; it is kept. `not_finished`: there is something left to do; `ended_before`: nothing was changed. */
export async function endProject(
  project: Project,
  as: Ending = endingOf(project)
): Promise<Ending | 'not_finished' | 'ended_before'> {
  if (as === 'finished' && endingOf(project) !== 'finished') return 'not_finished'
  const ended = await sql<{ id: string }>(
    `update coach_projects set state = :as, ended_at = now() where id = :id and state = 'active' returning id`,
    { id: project.id, as }
  )
  return ended.length > 0 ? as : 'ended_before'
}
