import { sql } from '#app/support/sql'
import { signsOf } from '#plugins/coach/live/signs'
import { tasksOf } from '#plugins/coach/programme/programme'
import { activeProject, type Project } from '#plugins/coach/project/project'
import type { Programmes } from '#plugins/coach/programme/programmes'
import type { CommunitiesService } from '#plugins/communities/api'

/**
 * Ticks what is so in the creator's communities by now. What was ticked stays: a first member who left was there.
 * @throws when the creator has no active project
 */
export async function tickLive(
  {
    communities,
    programmes,
  }: { communities: Pick<CommunitiesService, 'standingOf'>; programmes: Programmes },
  creatorId: string
): Promise<Project> {
  const project = await activeProject(programmes, creatorId)
  if (!project) throw new Error('There is no project to tick in')
  const signs = signsOf(await communities.standingOf(creatorId))
  const due = tasksOf(project.programme)
    .filter(({ id, live }) => live !== undefined && signs[live] && !project.ticks.has(id))
    .map(({ id }) => id)
  if (due.length === 0) return project
  await sql(
    `insert into coach_ticks (project_id, task, ticked_by)
     select :projectId, task, 'live' from unnest(:due::text[]) task on conflict do nothing`,
    { projectId: project.id, due }
  )
  const ticks = new Map(project.ticks)
  for (const id of due) ticks.set(id, 'live')
  return { ...project, ticks }
}
