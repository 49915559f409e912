import { sql } from '#app/support/sql'
import { tasksOf, type Ticker } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'

export type Ticked = 'ticked' | 'ticked_before' | 'unknown_task' | 'not_allowed'

/** Ticks a task, where whoever ticks it may. What a decision or live data ticks, nobody ticks by hand. */
export async function tickTask(
  project: Pick<Project, 'id' | 'programme'>,
  taskId: string,
  by: Ticker
): Promise<Ticked> {
  const task = tasksOf(project.programme).find(({ id }) => id === taskId)
  if (!task) return 'unknown_task'
  if (!task.tickedBy.includes(by)) return 'not_allowed'
  const ticked = await sql<{ task: string }>(
    `insert into coach_ticks (project_id, task, ticked_by) values (:projectId, :taskId, :by)
     on conflict do nothing returning task`,
    { projectId: project.id, taskId, by }
  )
  return ticked.length > 0 ? 'ticked' : 'ticked_before'
}

/** Takes a tick of the creator's or the coach's away again. */
export async function untickTask(project: Pick<Project, 'id'>, taskId: string): Promise<boolean> {
  const gone = await sql<{ task: string }>(
    `delete from coach_ticks where project_id = :projectId and task = :taskId and ticked_by <> 'live'
     returning task`,
    { projectId: project.id, taskId }
  )
  return gone.length > 0
}
