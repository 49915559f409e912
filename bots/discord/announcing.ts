/** Says something in a server's channel. */
import { createHash } from 'node:crypto'
import type { Posted, SpaceMessage } from '#app/bot_kit/spaces/answers'
import { publicUrl } from '#bots/discord/addresses'
import { rows } from '#bots/discord/components'
import { codeOf } from '#bots/discord/failures'
import type { GuildApi } from '#bots/discord/guild_api'
import { DISCORD } from '#bots/discord/limits'
import { channelsOf } from '#bots/discord/preflight'
import { CODES, problem } from '#bots/discord/refusals'
import { pieces } from '#bots/discord/text'

/**
 * Says it in the chosen channel; where there is none, in the server's system channel. Each part has a nonce made of the
 * key, so that what is repeated soon is said once.
 */
export async function post(
  api: GuildApi,
  what: {
    guildId: string
    message: SpaceMessage
    appUrl: string
    channelId: string | null
    key: string
  }
): Promise<Posted> {
  const { channelId } = what
  // The chosen channel needs no look at the server first.
  const chosen = channelId === null ? null : await say(api, what, channelId)
  if (chosen) return chosen
  const guild = await api.guild(what.guildId)
  for (const id of channelsOf(guild, null)) {
    const said = await say(api, what, id)
    if (said) return said
  }
  return problem({ kind: 'no_channel' }, 'No channel to say anything in')
}

/** @returns null when there is no such channel */
async function say(
  api: GuildApi,
  { message, appUrl, key }: { message: SpaceMessage; appUrl: string; key: string },
  channelId: string
): Promise<Posted | null> {
  const { button } = message
  const link = button ? publicUrl(button.url, appUrl) : null
  const isButton = link !== null && link.length <= DISCORD.linkUrl
  const text =
    button && !isButton ? `${message.text}\n\n${button.label}: ${button.url}` : message.text
  const parts = pieces(text, DISCORD.content)
  let first: string | null = null
  try {
    for (const [index, content] of parts.entries()) {
      const isLast = index === parts.length - 1
      const under = button && isButton && isLast ? rows([button], new Map(), appUrl) : []
      const draft = { content, ...(under.length > 0 && { components: under }) }
      const id = await api.send(channelId, draft, nonceOf(key, index))
      first ??= id
    }
  } catch (error) {
    switch (codeOf(error)) {
      case CODES.unknownChannel:
        return null
      case CODES.missingAccess:
        return closed('view_channels')
      case CODES.missingPermissions:
        return closed('send_messages')
      default:
        throw error
    }
  }
  if (first === null) throw new Error('There is nothing to say')
  return { outcome: 'posted', messageId: first }
}

/** Takes back the bot's own message, from the chosen channel or the system channel; one that is gone is as good. */
export async function takeBack(
  api: GuildApi,
  said: { guildId: string; messageId: string; channelId: string | null }
): Promise<{ outcome: 'taken_back' }> {
  const { systemChannelId } = await api.guild(said.guildId)
  const channels = [said.channelId, systemChannelId].filter((id) => id !== null)
  for (const channelId of channels) {
    try {
      await api.deleteMessage(channelId, said.messageId)
      break
    } catch (error) {
      const code = codeOf(error)
      if (code !== CODES.unknownMessage && code !== CODES.unknownChannel) throw error
    }
  }
  return { outcome: 'taken_back' }
}

function closed(permission: 'view_channels' | 'send_messages'): Posted {
  return problem({ kind: 'channel_closed', permission }, 'Discord refused a message')
}

function nonceOf(key: string, part: number): string {
  return createHash('sha256').update(`${key}:${part}`).digest('hex').slice(0, 20)
}
