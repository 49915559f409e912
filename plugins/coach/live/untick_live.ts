import { sql } from '#app/support/sql'
import { signsOf } from '#plugins/coach/live/signs'
import { tasksOf, type LiveSign, type TaskAction } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

/** What each deed brings about, and undoing it takes away. */
const BROUGHT_ABOUT: Readonly<Record<TaskAction, readonly LiveSign[]>> = {
  start_preflight: [],
  create_tier: ['tier_made', 'tier_on_sale'],
  write_welcome: ['welcome_written'],
  make_host: ['persona_included'],
  schedule_launch: ['announced'],
}

/**
 * Takes back what live data ticked for a deed that was undone, where it is no longer so. Nothing else is ever unticked:
 * a creator who changes something by hand keeps what they have done.
 */
export async function untickLive(
  { communities }: Pick<CoachServices, 'communities'>,
  project: Pick<Project, 'id' | 'creatorId' | 'programme'>,
  action: TaskAction
): Promise<void> {
  const signs = signsOf(await communities.standingOf(project.creatorId))
  const tasks = tasksOf(project.programme)
    .filter(
      ({ live }) => live !== undefined && BROUGHT_ABOUT[action].includes(live) && !signs[live]
    )
    .map(({ id }) => id)
  await sql(
    `delete from coach_ticks
     where project_id = :projectId and task = any(:tasks::text[]) and ticked_by = 'live'`,
    { projectId: project.id, tasks }
  )
}
