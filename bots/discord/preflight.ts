/** What a server lacks before its doors can be kept, all at once. */
import { PermissionFlagsBits } from 'discord.js'
import type { SpaceReport } from '#app/bot_kit/spaces/answers'
import type { SpaceProblem } from '#app/bot_kit/spaces/problems'
import { codeOf } from '#bots/discord/failures'
import type { GuildApi } from '#bots/discord/guild_api'
import {
  doorProblems,
  permissionsIn,
  rolesFor,
  type GuildMember,
  type GuildView,
} from '#bots/discord/guilds'
import { CODES } from '#bots/discord/refusals'

export async function inspect(
  api: GuildApi,
  asked: { guildId: string; roleIds: readonly string[]; channelId: string | null }
): Promise<Extract<SpaceReport, { outcome: 'seen' }>> {
  const [guild, bot, listsMembers] = await Promise.all([
    api.guild(asked.guildId),
    api.bot(asked.guildId),
    api.listsMembers(),
  ])
  const hidden: SpaceProblem[] = listsMembers ? [] : [{ kind: 'members_hidden' }]
  const problems = [
    ...doorProblems(guild, bot, asked.roleIds),
    ...(await channelProblems(api, { guild, bot, channelId: asked.channelId })),
    ...hidden,
  ]
  return {
    outcome: 'seen',
    title: guild.name,
    kind: 'server',
    roles: rolesFor(guild, bot),
    problems,
    memberCount: guild.memberCount,
  }
}

/** Where announcements are to be said: nothing is said there yet, so the permissions are worked out. */
async function channelProblems(
  api: GuildApi,
  { guild, bot, channelId }: { guild: GuildView; bot: GuildMember; channelId: string | null }
): Promise<SpaceProblem[]> {
  const closed = (permission: 'view_channels' | 'send_messages'): SpaceProblem[] => [
    { kind: 'channel_closed', permission },
  ]
  for (const id of channelsOf(guild, channelId)) {
    try {
      const may = permissionsIn(guild, bot, await api.channel(id))
      if ((may & PermissionFlagsBits.ViewChannel) === 0n) return closed('view_channels')
      return (may & PermissionFlagsBits.SendMessages) === 0n ? closed('send_messages') : []
    } catch (error) {
      if (codeOf(error) === CODES.missingAccess) return closed('view_channels')
      if (codeOf(error) !== CODES.unknownChannel) throw error
    }
  }
  return [{ kind: 'no_channel' }]
}

/** The chosen channel, and where that is gone, the system channel. */
export function channelsOf(guild: GuildView, channelId: string | null): string[] {
  return [channelId, guild.systemChannelId].filter((id) => id !== null)
}
