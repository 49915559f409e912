import type { Phase } from '#plugins/coach/programme/programme'
import { progressNow } from '#plugins/coach/project/progress'
import type { Project } from '#plugins/coach/project/project'

/** The phase that was finished between two looks at a project; null when none was. */
export function celebrated(before: Project, after: Project): Phase | null {
  const from = progressNow(before).phase
  if (!from || progressNow(after).phase?.id === from.id) return null
  return from.tasks.every(({ id }) => after.ticks.has(id)) ? from : null
}
