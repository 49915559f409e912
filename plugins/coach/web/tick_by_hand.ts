import { tickTask, type Ticked } from '#plugins/coach/actions/tick_task'
import type { Project } from '#plugins/coach/project/project'

/**
 * Ticks a task by its creator's press.
 * @param asked the coach had asked whether it is done: the creator's yes ticks what the coach may tick, too
 */
export async function tickByHand(
  project: Pick<Project, 'id' | 'programme'>,
  taskId: string,
  asked: boolean
): Promise<Ticked> {
  const ticked = await tickTask(project, taskId, 'creator')
  return ticked === 'not_allowed' && asked ? tickTask(project, taskId, 'coach') : ticked
}
