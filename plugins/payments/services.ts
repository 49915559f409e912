import app from '@adonisjs/core/services/app'
import type { Messenger } from '#app/bot_kit/messenger'
import type { IdentityService } from '#app/identity/types'
import type { Outbox } from '#app/job_kit/types'
import type { PluginContext } from '#app/plugin_kit/types'
import type { LedgerService } from '#plugins/ledger/api'
import type { Gateways } from '#plugins/payments/gateways/gateway'

/** What the payments' actions need. */
export interface PaymentsServices {
  ledger: LedgerService
  identity: IdentityService
  outbox: Outbox
  messenger: Messenger
  /** Those that are connected; asked for anew each time, since tests swap them. */
  gateways(): Promise<Gateways>
}

export function servicesOf(context: PluginContext): PaymentsServices {
  const { identity, outbox, messenger } = context
  return {
    ledger: context.use('ledger'),
    identity,
    outbox,
    messenger,
    gateways: () => context.app.container.make('gateways'),
  }
}

/** The same for pages and tests, which are given no context; by name, since the plugin's own file leads back to them. */
export async function paymentsServices(): Promise<PaymentsServices> {
  const registry = await app.container.make('plugins')
  const payments = registry.plugins.find(({ name }) => name === 'payments')
  if (!payments) throw new Error('This program has no payments')
  return servicesOf(registry.contextOf(payments))
}
