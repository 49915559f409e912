import type { AnyBotCommand } from '#app/bot_kit/command'
import { subscribePackCommand } from '#plugins/payments/gateways/stars/bot/subscribe'
import {
  renewSubscriptionCommand,
  subscriptionsCommand,
} from '#plugins/payments/gateways/stars/bot/subscriptions'
import type { PaymentsServices } from '#plugins/payments/services'

/** What Stars bring to the bots. */
export function starsCommands(services: PaymentsServices): readonly AnyBotCommand[] {
  return [
    subscribePackCommand(services),
    subscriptionsCommand(),
    renewSubscriptionCommand(services),
  ]
}
