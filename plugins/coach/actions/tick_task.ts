import { sql } from '#app/support/sql'
import { tasksOf, type Task, type Ticker } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'

export type Ticked = 'ticked' | 'ticked_before' | 'unknown_task' | 'not_allowed'
export type Unticked = 'opened' | 'open_before' | 'unknown_task' | 'not_allowed'

type Here = Pick<Project, 'id' | 'programme'>

/** Ticks a task, where whoever ticks it may. What a decision or live data ticks, nobody ticks by hand. */
export async function tickTask(project: Here, taskId: string, by: Ticker): Promise<Ticked> {
  const task = taskIn(project, taskId)
  if (!task) return 'unknown_task'
  if (!task.tickedBy.includes(by)) return 'not_allowed'
  const ticked = await sql<{ task: string }>(
    `insert into coach_ticks (project_id, task, ticked_by) values (:projectId, :taskId, :by)
     on conflict do nothing returning task`,
    { projectId: project.id, taskId, by }
  )
  return ticked.length > 0 ? 'ticked' : 'ticked_before'
}

/**
 * Takes a tick of the creator's or the coach's away again. What is so goes on being so: a live tick stays, and what a
 * decision ticked is open again when the decision is taken back.
 */
export async function untickTask(project: Here, taskId: string): Promise<Unticked> {
  const task = taskIn(project, taskId)
  if (!task) return 'unknown_task'
  const [tick] = await sql<{ by: Ticker }>(
    'select ticked_by as by from coach_ticks where project_id = :projectId and task = :taskId',
    { projectId: project.id, taskId }
  )
  if (!tick) return 'open_before'
  if (!mayUntick(task, tick.by)) return 'not_allowed'
  const gone = await sql<{ task: string }>(
    `delete from coach_ticks where project_id = :projectId and task = :taskId and ticked_by = :by
     returning task`,
    { projectId: project.id, taskId, by: tick.by }
  )
  return gone.length > 0 ? 'opened' : 'open_before'
}

/** Whether a task's tick can be taken away by hand: see {@link untickTask}. */
export const mayUntick = (task: Pick<Task, 'decision'>, ticked: Ticker | undefined): boolean =>
  (ticked === 'creator' || ticked === 'coach') && task.decision === undefined

const taskIn = ({ programme }: Here, taskId: string): Task | undefined =>
  tasksOf(programme).find(({ id }) => id === taskId)
