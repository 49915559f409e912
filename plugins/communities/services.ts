import app from '@adonisjs/core/services/app'
import type { Messenger } from '#app/bot_kit/messenger'
import type { Doorkeepers } from '#app/bot_kit/spaces/doorkeeper'
import type { IdentityService } from '#app/identity/types'
import type { Outbox } from '#app/job_kit/types'
import type { PluginContext } from '#app/plugin_kit/types'
import type { LedgerService } from '#plugins/ledger/api'
import type { ModerationService } from '#plugins/moderation/api'
import type { PaymentsService } from '#plugins/payments/api'

/** What the communities' actions need. */
export interface CommunitiesServices {
  ledger: LedgerService
  payments: PaymentsService
  identity: IdentityService
  outbox: Outbox
  messenger: Messenger
  doorkeepers: Doorkeepers
  moderation: ModerationService
}

export function servicesOf(context: PluginContext): CommunitiesServices {
  const { identity, outbox, messenger, doorkeepers } = context
  return {
    ledger: context.use('ledger'),
    payments: context.use('payments'),
    moderation: context.use('moderation'),
    identity,
    outbox,
    messenger,
    doorkeepers,
  }
}

/** The same for pages and tests, which are given no context; by name, since the plugin's own file leads back to them. */
export async function communitiesServices(): Promise<CommunitiesServices> {
  const registry = await app.container.make('plugins')
  const communities = registry.plugins.find(({ name }) => name === 'communities')
  if (!communities) throw new Error('This program has no communities')
  return servicesOf(registry.contextOf(communities))
}
