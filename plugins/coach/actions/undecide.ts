import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { dayIn } from '#plugins/coach/actions/decide'
import { tasksOf } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'

/**
 * Takes the standing decision back: the one that it superseded stands again, and with it its opening day; without
 * one, its task is open again.
 * @param entry the one that is meant, by its id: when another stands by now, nothing is taken back
 * @returns what stands now; null for nothing
 */
export async function undecide(
  project: Pick<Project, 'id' | 'programme'>,
  decision: string,
  entry: string | null = null
): Promise<string | null> {
  const values = { projectId: project.id, decision }
  return db.transaction(async (trx) => {
    await sql('select from coach_projects where id = :projectId for update', values, trx)
    const [standing] = await sql<{ id: string; value: string }>(
      `select id::text, value from coach_decisions
       where project_id = :projectId and decision = :decision and superseded_at is null`,
      values,
      trx
    )
    if (!standing || (entry !== null && standing.id !== entry)) return standing?.value ?? null
    await sql(
      `update coach_decisions set superseded_at = clock_timestamp() where id = cast(:id as bigint)`,
      { id: standing.id },
      trx
    )
    // The one that it superseded went in the moment in which it came.
    const [before] = await sql<{ value: string }>(
      `update coach_decisions set superseded_at = null where id = (
         select max(b.id) from coach_decisions b join coach_decisions taken on taken.id = cast(:id as bigint)
         where b.project_id = :projectId and b.decision = :decision and b.id < taken.id
           and b.superseded_at = taken.at)
       returning value`,
      { ...values, id: standing.id },
      trx
    )
    if (project.programme.decisions.find(({ id }) => id === decision)?.kind === 'date') {
      await sql(
        'update coach_projects set target_on = cast(:day as date) where id = :projectId',
        { projectId: project.id, day: before ? dayIn(before.value) : null },
        trx
      )
    }
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
