import type { Outbox } from '#app/job_kit/types'
import type { IdentityService } from '#app/identity/types'
import type { PluginContext } from '#app/plugin_kit/types'
import type { AiService } from '#plugins/ai/api'
import type { LedgerService } from '#plugins/ledger/api'
import type { ModerationService } from '#plugins/moderation/api'

/** What paid chat stands on. */
export interface ChatServices {
  ledger: LedgerService
  ai: AiService
  moderation: ModerationService
  identity: IdentityService
  outbox: Outbox
}

export function chatServices(context: PluginContext): ChatServices {
  return {
    ledger: context.use('ledger'),
    ai: context.use('ai'),
    moderation: context.use('moderation'),
    identity: context.identity,
    outbox: context.outbox,
  }
}
