import type { PaymentsServices } from '#plugins/payments/services'
import { topUpNoticeCommand } from '#plugins/payments/top_ups/bot/notice_command'
import {
  topUpCheckCommand,
  topUpFormCommand,
  topUpOnCommand,
} from '#plugins/payments/top_ups/bot/set_up_commands'
import { topUpCommand, topUpOffCommand } from '#plugins/payments/top_ups/bot/topup_commands'

export const topUpCommands = (services: PaymentsServices) => [
  topUpCommand(services),
  topUpOffCommand(services),
  topUpFormCommand(services),
  topUpCheckCommand(services),
  topUpOnCommand(services),
  topUpNoticeCommand(services),
]
