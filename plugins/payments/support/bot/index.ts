import type { AnyBotCommand } from '#app/bot_kit/command'
import type { PaymentsServices } from '#plugins/payments/services'
import { giveBackCommand, giveBackNowCommand } from '#plugins/payments/support/bot/give_back'
import { paysupportCommand } from '#plugins/payments/support/bot/paysupport'

/** Help with payments. */
export function supportCommands(services: PaymentsServices): readonly AnyBotCommand[] {
  return [paysupportCommand(services), giveBackCommand(services), giveBackNowCommand(services)]
}
