import type { AnyBotCommand } from '#app/bot_kit/command'
import {
  communityBeginCommand,
  communityChangeCommand,
  communityEditCommand,
  communityNewCommand,
} from '#plugins/communities/connecting/bot/begin_commands'
import { communityCommand } from '#plugins/communities/connecting/bot/community_command'
import {
  communityAddCommand,
  communityByNumberCommand,
  communityConnectCommand,
  communityOfferCommand,
} from '#plugins/communities/connecting/bot/connect_commands'
import {
  communityChannelCommand,
  communitySpaceCommand,
  communityViewCommand,
} from '#plugins/communities/connecting/bot/look_commands'
import { communityNewsCommand } from '#plugins/communities/connecting/bot/news_command'
import {
  communityDisconnectCommand,
  communityStateCommand,
  communityUnpaidCommand,
} from '#plugins/communities/connecting/bot/settings_commands'
import type { CommunitiesServices } from '#plugins/communities/services'

export const connectingCommands = (services: CommunitiesServices): readonly AnyBotCommand[] => [
  communityCommand(services),
  communityViewCommand,
  communitySpaceCommand(services),
  communityChannelCommand(services),
  communityBeginCommand,
  communityNewCommand(services),
  communityEditCommand,
  communityChangeCommand(services),
  communityConnectCommand(services),
  communityOfferCommand(services),
  communityAddCommand(services),
  communityByNumberCommand(services),
  communityStateCommand(services),
  communityUnpaidCommand,
  communityDisconnectCommand(services),
  communityNewsCommand,
]
