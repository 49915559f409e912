/** discord.js' events in the kit's words. */
import {
  cleanContent,
  MessageType,
  PermissionFlagsBits,
  type PermissionsBitField,
  type AnySelectMenuInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  type Message,
  type ModalSubmitInteraction,
  type TextBasedChannel,
} from 'discord.js'
import type { Inbound, InboundEvent, Place, Sender } from '#app/bot_kit/inbound'
import type { OptionValue } from '#app/bot_kit/reply'
import { filesIn, type AttachmentSource } from '#bots/discord/attachments'
import type { ChannelRef } from '#bots/discord/voices'

/** Interactions that a person answers to by the kit. */
export type Answerable =
  | ChatInputCommandInteraction
  | ButtonInteraction
  | AnySelectMenuInteraction
  | ModalSubmitInteraction

export function fromInteraction(
  interaction: Answerable,
  event: InboundEvent,
  replyTo?: string
): Inbound {
  return {
    frontend: 'discord',
    id: `interaction:${interaction.id}`,
    sender: senderOf(interaction),
    place: {
      kind: interaction.guildId === null ? 'direct' : 'group',
      id: interaction.channelId ?? interaction.user.id,
      ...(interaction.guildId !== null && { guildId: interaction.guildId }),
      ...ageRestriction(interaction.channel),
      ...managing(interaction.memberPermissions),
      ...(replyTo !== undefined && { replyTo }),
    },
    event,
  }
}

function senderOf(interaction: Interaction): Sender {
  const { member, user } = interaction
  const nick = member && ('displayName' in member ? member.displayName : member.nick)
  return {
    platformId: user.id,
    displayName: nick ?? user.displayName,
    locale: interaction.locale,
  }
}

/** The typed options of a slash command. */
export function optionsOf(interaction: ChatInputCommandInteraction): Record<string, OptionValue> {
  const found: Record<string, OptionValue> = {}
  for (const { name, value } of interaction.options.data) {
    if (value !== undefined) found[name] = value
  }
  return found
}

/** The values of a submitted modal, by custom id. */
export function valuesOf(interaction: ModalSubmitInteraction): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, field] of interaction.fields.fields) {
    if ('value' in field && field.value !== null) found[name] = String(field.value)
    else if ('values' in field) found[name] = field.values[0] ?? ''
  }
  return found
}

/** What a message is for the bot. */
export type Heard =
  /** One update, or one for each of its files. */
  | { kind: 'inbound'; inbound: readonly Inbound[] }
  /** It replies to a persona, but Discord hides its words from a bot that it does not mention. */
  | { kind: 'hidden'; personaMessageId: string }

/**
 * What a message says to the bot; null when it is not meant for it.
 * @param options.locale its writer's language, where it is known
 */
export function fromMessage(
  message: Message,
  { locale, files }: { locale?: string; files: AttachmentSource }
): Heard | null {
  const { author, client } = message
  if (author.bot || message.webhookId !== null || message.system) return null
  if (message.type !== MessageType.Default && message.type !== MessageType.Reply) return null
  const personaMessageId = ownReference(message)
  const mentioned = message.mentions.users.has(client.user.id)
  const direct = message.guildId === null
  if (!direct && !mentioned && personaMessageId === null) return null

  const bare = message.content.replaceAll(new RegExp(`<@!?${client.user.id}>`, 'g'), ' ').trim()
  const text = bare === '' ? '' : cleanContent(bare, message.channel)
  if (text === '' && !direct && !mentioned && personaMessageId !== null) {
    return { kind: 'hidden', personaMessageId }
  }
  const inbound = eventsOf(message, text, files).map((event, index): Inbound => ({
    frontend: 'discord',
    id: index === 0 ? `message:${message.id}` : `message:${message.id}:${index}`,
    sender: {
      platformId: author.id,
      displayName: message.member?.displayName ?? author.displayName,
      ...(locale !== undefined && { locale }),
    },
    place: {
      kind: direct ? 'direct' : 'group',
      id: message.channelId,
      ...(message.guildId !== null && { guildId: message.guildId }),
      ...ageRestriction(message.channel),
      ...managing(permissionsOf(message)),
      ...(personaMessageId !== null && { replyTo: personaMessageId }),
    },
    event,
  }))
  return { kind: 'inbound', inbound }
}

/** Files are handled one after the other, as Telegram's albums are; the words belong to the first. */
function eventsOf(message: Message, text: string, from: AttachmentSource): InboundEvent[] {
  const files = filesIn(message, from)
  if (files.length === 0) return [eventOf(message, text)]
  return files.map((file, index) => ({ kind: 'file', file, text: index === 0 ? text : '' }))
}

function eventOf(message: Message, text: string): InboundEvent {
  if (text !== '') return typed(text)
  if (message.stickers.size > 0) return { kind: 'unsupported', what: 'sticker' }
  if (message.poll) return { kind: 'unsupported', what: 'poll' }
  if (message.messageSnapshots.size > 0) return { kind: 'unsupported', what: 'forward' }
  return { kind: 'text', text: '' }
}

/** A command written out by hand, for instance behind a mention, is a command too. */
export function typed(text: string): InboundEvent {
  const command = /^\/([a-z0-9_]{1,32})(?:\s+([\s\S]*))?$/i.exec(text)
  const name = command?.[1]
  if (name === undefined) return { kind: 'text', text }
  return { kind: 'command', name: name.toLowerCase(), rest: command?.[2] ?? '' }
}

/** The id of the message that is replied to, when the bot or one of its webhooks wrote it. */
function ownReference(message: Message): string | null {
  const id = message.reference?.messageId
  if (message.type !== MessageType.Reply || id === undefined) return null
  const { client } = message
  const replied = message.channel.messages.cache.get(id)
  const own =
    replied?.author.id === client.user.id ||
    (replied?.webhookId !== null && replied?.applicationId === client.application?.id)
  return own ? id : null
}

/** Who has Manage Channels here manages the room; Discord says it with the interaction. */
function managing(permissions: Readonly<PermissionsBitField> | null): Pick<Place, 'mayManage'> {
  if (!permissions) return {}
  const may = permissions.has(PermissionFlagsBits.ManageChannels)
  return { mayManage: () => Promise.resolve(may) }
}

function permissionsOf({ channel, member }: Message): Readonly<PermissionsBitField> | null {
  return channel.isDMBased() || !member ? null : channel.permissionsFor(member)
}

function ageRestriction(channel: TextBasedChannel | null): Pick<Place, 'ageRestricted'> {
  if (!channel || channel.isDMBased()) return {}
  const holder = channel.isThread() ? channel.parent : channel
  return { ageRestricted: holder !== null && 'nsfw' in holder && holder.nsfw }
}

/** A server's channel as a place for webhooks; null in direct messages. */
export function channelRef(channel: TextBasedChannel | null): ChannelRef | null {
  if (!channel || channel.isDMBased()) return null
  const webhookChannelId = channel.isThread() ? channel.parentId : channel.id
  if (webhookChannelId === null) return null
  const mine = channel.permissionsFor(channel.client.user.id)
  return {
    id: channel.id,
    webhookChannelId,
    mayManageWebhooks: mine?.has(PermissionFlagsBits.ManageWebhooks) ?? null,
  }
}
