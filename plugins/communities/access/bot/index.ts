import type { AnyBotCommand } from '#app/bot_kit/command'
import { accessAccountCommand } from '#plugins/communities/access/bot/account_command'
import {
  accessDoorsCommand,
  accessHereCommand,
  accessLinkCommand,
} from '#plugins/communities/access/bot/doors_commands'
import { accessNoticeCommand } from '#plugins/communities/access/bot/notice_command'
import {
  accessOutsidersCommand,
  accessOutsidersDecideCommand,
} from '#plugins/communities/access/bot/outsiders_commands'
import { accessRefusedCommand } from '#plugins/communities/access/bot/refused_command'
import { communityRepairCommand } from '#plugins/communities/access/bot/repair_command'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What is said of ways in, and what is pressed about them. */
export const accessCommands = (services: CommunitiesServices): readonly AnyBotCommand[] => [
  accessNoticeCommand,
  accessAccountCommand,
  accessRefusedCommand,
  accessDoorsCommand,
  accessLinkCommand(services),
  accessHereCommand(services),
  communityRepairCommand(services),
  accessOutsidersCommand,
  accessOutsidersDecideCommand(services),
]
