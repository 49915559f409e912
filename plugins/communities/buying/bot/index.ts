import type { AnyBotCommand } from '#app/bot_kit/command'
import {
  joinCodeCommand,
  joinPayCommand,
  joinTierCommand,
} from '#plugins/communities/buying/bot/join_commands'
import { purchaseNewsCommand } from '#plugins/communities/buying/bot/purchase_news'
import { giftCommands } from '#plugins/communities/gifts/bot/gift_commands'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Buying, for oneself and as a gift. */
export const buyingCommands = (services: CommunitiesServices): readonly AnyBotCommand[] => [
  joinTierCommand(services),
  joinPayCommand(services),
  joinCodeCommand,
  purchaseNewsCommand(services),
  ...giftCommands(services),
]
