import { sql } from '#app/support/sql'
import { tasksOf, type LiveSign } from '#plugins/coach/programme/programme'
import { activeProject, type Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

/**
 * Ticks what is so in the creator's communities by now. What was ticked stays: a first member who left was there.
 * @throws when the creator has no active project
 */
export async function tickLive(
  { communities, programmes }: Pick<CoachServices, 'communities' | 'programmes'>,
  creatorId: string
): Promise<Project> {
  const project = await activeProject(programmes, creatorId)
  if (!project) throw new Error('There is no project to tick in')
  const standing = await communities.standingOf(creatorId)
  const signs: Readonly<Record<LiveSign, boolean>> = {
    space_connected: standing.spaces > 0,
    preflight_green: standing.greenSpaces > 0,
    tier_made: standing.tiers > 0,
    welcome_written: standing.welcomes > 0,
    persona_included: standing.personas > 0,
    tier_on_sale: standing.onSale > 0,
    announced: standing.announcements > 0,
    first_member: standing.membersEver > 0,
  }
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
