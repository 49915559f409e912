import i18nManager from '@adonisjs/i18n/services/main'
import type { DeedEnv } from '#plugins/coach/deeds/kind'
import { findProfile } from '#plugins/coach/profile'
import type { Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

export async function envOf(
  services: CoachServices,
  project: Project,
  { locale, communityId = project.communityId }: { locale: string; communityId?: string | null }
): Promise<DeedEnv> {
  const words = i18nManager.locale(locale)
  return {
    services,
    project,
    profile: await findProfile(project.creatorId),
    locale,
    t: (key, data) => words.t(key, data),
    communityId,
    // What takes longer is bounded where it is called.
    signal: new AbortController().signal,
  }
}
