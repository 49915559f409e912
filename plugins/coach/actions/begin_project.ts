import { sql } from '#app/support/sql'
import type { Programmes } from '#plugins/coach/programme/programmes'
import { activeProject, type Project } from '#plugins/coach/project/project'

/** The creator's active project, begun now when there is none. Two at once begin the same one. */
export async function beginProject(
  programmes: Programmes,
  creatorId: string
): Promise<{ project: Project; begun: boolean }> {
  const { id, version } = programmes.first
  const inserted = await sql<{ id: string }>(
    `insert into coach_projects (creator_id, programme, version) values (:creatorId, :id, :version)
     on conflict (creator_id) where state = 'active' do nothing returning id`,
    { creatorId, id, version }
  )
  const project = await activeProject(programmes, creatorId)
  if (!project) throw new Error('The project that was begun is gone')
  return { project, begun: inserted.length > 0 }
}
