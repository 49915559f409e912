import type { PluginContext } from '#app/plugin_kit/types'
import type { AiService } from '#plugins/ai/api'
import type { CommunitiesService } from '#plugins/communities/api'
import type { ModerationService } from '#plugins/moderation/api'
import type { CoachService } from '#plugins/coach/api'
import type { Programmes } from '#plugins/coach/programme/programmes'

/** What the coach's parts need. */
export interface CoachServices {
  ai: AiService
  communities: CommunitiesService
  moderation: ModerationService
  programmes: Programmes
}

export function servicesOf(context: PluginContext): CoachServices {
  const coach: CoachService = context.use('coach')
  return {
    ai: context.use('ai'),
    communities: context.use('communities'),
    moderation: context.use('moderation'),
    programmes: coach.programmes,
  }
}
