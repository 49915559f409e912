import type { AnyBotCommand } from '#app/bot_kit/command'
import type { ModerationService } from '#plugins/moderation/api'
import {
  announceCommand,
  announceDraftCommand,
  announcedCommand,
  announcementCommand,
  announceSendCommand,
} from '#plugins/communities/everyday/announce/bot/announce_commands'
import { announcePostCommand } from '#plugins/communities/everyday/announce/bot/post_command'
import { muteCommunityCommand } from '#plugins/communities/everyday/announce/bot/mute_command'
import { communityFiguresCommand } from '#plugins/communities/everyday/figures/bot/figures_command'
import {
  memberBanAskCommand,
  memberBanCommand,
  memberCommand,
  memberUnbanCommand,
} from '#plugins/communities/everyday/members/bot/member_command'
import {
  membersCommand,
  membersFileCommand,
} from '#plugins/communities/everyday/members/bot/members_commands'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What creators do with their members from day to day. */
export const everydayCommands = (
  services: CommunitiesServices,
  moderation: Pick<ModerationService, 'check'>
): readonly AnyBotCommand[] => [
  membersCommand,
  membersFileCommand,
  memberCommand,
  memberBanAskCommand,
  memberBanCommand(services),
  memberUnbanCommand,
  announceCommand,
  announceDraftCommand(moderation),
  announceSendCommand(services),
  announcementCommand,
  announcedCommand,
  announcePostCommand(services),
  muteCommunityCommand,
  communityFiguresCommand,
]
