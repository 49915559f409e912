import type { AnyBotCommand } from '#app/bot_kit/command'
import {
  membershipChangeCommand,
  membershipChangeNowCommand,
  membershipChangeToCommand,
  membershipKeepCommand,
} from '#plugins/communities/lifecycle/bot/change_commands'
import {
  membershipAgreeCommand,
  membershipCancelCommand,
  membershipCancelNowCommand,
  membershipResumeCommand,
  membershipResumeNowCommand,
  membershipRetryCommand,
} from '#plugins/communities/lifecycle/bot/going_on_commands'
import {
  membershipCommand,
  membershipInvoicesCommand,
  membershipsCommand,
  membershipsEndedCommand,
} from '#plugins/communities/lifecycle/bot/memberships_command'
import { membershipNewsCommand } from '#plugins/communities/lifecycle/bot/news_command'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What members do with their memberships. */
export const lifecycleCommands = (services: CommunitiesServices): readonly AnyBotCommand[] => [
  membershipsCommand,
  membershipCommand,
  membershipsEndedCommand,
  membershipInvoicesCommand,
  membershipCancelCommand,
  membershipCancelNowCommand(services),
  membershipResumeCommand,
  membershipResumeNowCommand(services),
  membershipAgreeCommand(services),
  membershipRetryCommand(services),
  membershipChangeCommand,
  membershipChangeToCommand,
  membershipChangeNowCommand(services),
  membershipKeepCommand(services),
  membershipNewsCommand,
]
