import { activeProject, type Project } from '#plugins/coach/project/project'
import { tickLive } from '#plugins/coach/live/tick_live'
import type { CoachServices } from '#plugins/coach/services'

/** A creator's active project with what is so by now ticked in it; null when there is none. */
export async function projectNow(
  services: CoachServices,
  creatorId: string
): Promise<{ before: Project; project: Project } | null> {
  const before = await activeProject(services.programmes, creatorId)
  return before && { before, project: await tickLive(services, creatorId) }
}
