import type { Outbox } from '#app/job_kit/types'
import type { IdentityService } from '#app/identity/types'
import type { PluginContext } from '#app/plugin_kit/types'
import type { AiService } from '#plugins/ai/api'
import type { CommunitiesService } from '#plugins/communities/api'
import type { ModerationService } from '#plugins/moderation/api'
import type { PersonasService } from '#plugins/personas/api'
import type { CoachService } from '#plugins/coach/api'
import type { Programmes } from '#plugins/coach/programme/programmes'

/** What the coach's parts need. */
export interface CoachServices {
  ai: AiService
  communities: CommunitiesService
  moderation: ModerationService
  personas: PersonasService
  identity: IdentityService
  programmes: Programmes
  outbox: Outbox
}

export function servicesOf(context: PluginContext): CoachServices {
  const coach: CoachService = context.use('coach')
  return {
    ai: context.use('ai'),
    communities: context.use('communities'),
    moderation: context.use('moderation'),
    personas: context.use('personas'),
    identity: context.identity,
    programmes: coach.programmes,
    outbox: context.outbox,
  }
}
