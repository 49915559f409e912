import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { tasksOf } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'

/**
 * Takes the standing decision back: the one before it stands again; without one, its task is open again.
 * @returns what stands now; null for nothing
 */
export async function undecide(
  project: Pick<Project, 'id' | 'programme'>,
  decision: string
): Promise<string | null> {
  const values = { projectId: project.id, decision }
  return db.transaction(async (trx) => {
    await sql(
      `update coach_decisions set superseded_at = now()
       where project_id = :projectId and decision = :decision and superseded_at is null`,
      values,
      trx
    )
    const [before] = await sql<{ value: string }>(
      `update coach_decisions set superseded_at = null where id = (
         select id from coach_decisions where project_id = :projectId and decision = :decision
           and superseded_at < (select max(superseded_at) from coach_decisions
             where project_id = :projectId and decision = :decision)
         order by id desc limit 1)
       returning value`,
      values,
      trx
    )
    if (!before) {
      await sql(
        `delete from coach_ticks where project_id = :projectId and task = any(:tasks::text[])`,
        {
          projectId: project.id,
          tasks: tasksOf(project.programme)
            .filter((task) => task.decision === decision)
            .map(({ id }) => id),
        },
        trx
      )
    }
    return before?.value ?? null
  })
}
