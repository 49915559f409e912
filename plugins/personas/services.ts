import type { IdentityService } from '#app/identity/types'
import type { PluginContext } from '#app/plugin_kit/types'
import type { AiService } from '#plugins/ai/api'
import type { LedgerService } from '#plugins/ledger/api'

/** What paid chat stands on. */
export interface ChatServices {
  ledger: LedgerService
  ai: AiService
  identity: IdentityService
}

export function chatServices(context: PluginContext): ChatServices {
  return { ledger: context.use('ledger'), ai: context.use('ai'), identity: context.identity }
}
