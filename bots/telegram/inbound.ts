import type {
  CallbackQuery,
  Message,
  MessageEntity,
  Update,
  User,
  UserFromGetMe,
} from 'grammy/types'
import type { InboundEvent, Place, Sender } from '#app/bot_kit/inbound'
import { isRecord } from '#app/support/json'
import { fileIn, type ReadFile } from '#bots/telegram/files'
import type { Target } from '#bots/telegram/transport'

/**
 * The kinds of update that are asked for. Payments and refunds are messages, and so is a group's move to another id. Of
 * who comes and goes Telegram tells administrators alone, and only when it is asked for by name.
 */
export const ALLOWED_UPDATES = [
  'message',
  'callback_query',
  'pre_checkout_query',
  'my_chat_member',
  'chat_member',
  'chat_join_request',
] as const

/** An update in the kit's words, with what the way back needs. */
export interface Translated {
  /** Stable across redeliveries by whichever way they come. */
  id: string
  sender: Sender
  /** Telegram's id of the sender: also the id of their private chat. */
  userId: number
  place: Place
  target: Target
  event: InboundEvent
  /** The message that was said, or that carries the pressed button. */
  messageId: number
  /** The pressed button's query, which waits for an answer. */
  queryId?: string
  /** The message that was replied to, whoever wrote it. */
  repliesTo?: number
}

/** Whether something that came from Telegram's side is an update at all; what is in it is read with care. */
export function isUpdate(body: unknown): body is Update {
  return isRecord(body) && Number.isSafeInteger(body.update_id)
}

/** What a message can hold that the bot cannot read. Everything else without text is a note of Telegram's own. */
const CONTENT = [
  'animation',
  'audio',
  'document',
  'photo',
  'sticker',
  'story',
  'video',
  'video_note',
  'voice',
  'paid_media',
  'checklist',
  'contact',
  'dice',
  'game',
  'poll',
  'venue',
  'location',
] as const

/** A malformed update: it is logged and dropped. */
export class MalformedUpdate extends Error {}

export interface TranslateOptions {
  me: Pick<UserFromGetMe, 'id' | 'username'>
  /** Names of the commands that the bot has. */
  isCommand(name: string): boolean
  /** Fetches a file, when somebody wants it. */
  readFile: ReadFile
}

/**
 * Reads an update. Null when it is not meant for the bot (a group's own talk, another bot's command).
 * @throws MalformedUpdate when it is not an update at all
 */
export function translate(update: Update, options: TranslateOptions): Translated | null {
  if (update.callback_query) return translatePress(update.callback_query)
  if (update.message) return translateMessage(update.message, options)
  return null
}

function translatePress(query: CallbackQuery): Translated | null {
  check(typeof query.id === 'string' && isUser(query.from), 'a button was pressed by nobody')
  const { message, data } = query
  if (!message || data === undefined) return null
  check(isMessage(message) && typeof data === 'string', 'a button without its message')
  return {
    id: `callback:${query.id}`,
    sender: senderOf(query.from),
    userId: query.from.id,
    ...whereOf(message),
    event: { kind: 'press', button: data },
    messageId: message.message_id,
    queryId: query.id,
  }
}

function translateMessage(message: Message, options: TranslateOptions): Translated | null {
  check(isMessage(message), 'a message without its chat')
  const { chat, from } = message
  if (chat.type === 'channel' || !from || from.is_bot) return null
  check(isUser(from), 'a message from nobody')
  check(message.text === undefined || typeof message.text === 'string', 'a text that is none')

  const event = eventOf(message, options)
  if (!event) return null
  const answered = repliedMessage(message)
  const where = whereOf(message)
  if (answered?.from?.id === options.me.id) where.place.replyTo = String(answered.message_id)
  return {
    // Message ids count from 1 for each bot, and the program's bot may be replaced by another.
    id: `message:${options.me.id}:${chat.id}:${message.message_id}`,
    sender: senderOf(from),
    userId: from.id,
    ...where,
    event,
    messageId: message.message_id,
    repliesTo: answered?.message_id,
  }
}

/** What a message means to the bot; null for what is none of its business. */
export function eventOf(message: Message, options: TranslateOptions): InboundEvent | null {
  const isPrivate = message.chat.type === 'private'
  const spoken = message.text ?? message.caption ?? ''
  const entities = message.entities ?? message.caption_entities ?? []
  const mentions = mentionsOf(spoken, entities, options.me)
  const meant =
    isPrivate || mentions.length > 0 || repliedMessage(message)?.from?.id === options.me.id

  const command = commandOf(spoken, entities)
  if (command) {
    const own = options.me.username.toLowerCase()
    if (command.bot !== undefined && command.bot !== own) return null
    // In a group a command without a name may be another bot's.
    if (!isPrivate && command.bot === undefined && !options.isCommand(command.name)) return null
  }
  if (message.text === undefined) {
    if (!meant && !command) return null
    const file = fileIn(message, options.readFile)
    if (file) return { kind: 'file', file, text: without(spoken, mentions) }
    const what = CONTENT.find((kind) => kind in message)
    return what ? { kind: 'unsupported', what } : null
  }
  if (command) return { kind: 'command', name: command.name, rest: command.rest }
  return meant ? { kind: 'text', text: without(message.text, mentions) } : null
}

/** `/name@bot rest` at the beginning of a message; Telegram marks it. */
function commandOf(text: string, entities: readonly MessageEntity[]) {
  const mark = entities.find((entity) => entity.type === 'bot_command' && entity.offset === 0)
  if (!mark) return null
  const [name = '', bot] = text.slice(1, mark.length).toLowerCase().split('@')
  return { name, bot, rest: text.slice(mark.length).trim() }
}

function mentionsOf(
  text: string,
  entities: readonly MessageEntity[],
  me: TranslateOptions['me']
): MessageEntity[] {
  return entities.filter(
    (entity) =>
      (entity.type === 'text_mention' && entity.user.id === me.id) ||
      (entity.type === 'mention' &&
        text.slice(entity.offset, entity.offset + entity.length).toLowerCase() ===
          `@${me.username.toLowerCase()}`)
  )
}

/** The text without its mentions of the bot, and without the punctuation that followed one at the start. */
function without(text: string, mentions: readonly MessageEntity[]): string {
  let rest = text
  for (const { offset, length } of mentions.toSorted((a, b) => b.offset - a.offset)) {
    rest = rest.slice(0, offset) + rest.slice(offset + length)
  }
  return mentions.length > 0 ? rest.replace(/^[\s,:]+/, '').trimEnd() : rest
}

/** In a topic every message "replies" to the note that opened the topic. */
function repliedMessage(message: Message) {
  const replied = message.reply_to_message
  return replied && !replied.forum_topic_created ? replied : undefined
}

export function whereOf(message: {
  chat: Message['chat']
  message_thread_id?: number
  is_topic_message?: boolean
}): { place: Place; target: Target } {
  const { chat, message_thread_id: thread, is_topic_message: inTopic } = message
  const threadId = inTopic === true ? thread : undefined
  return {
    place: {
      kind: chat.type === 'private' ? 'direct' : 'group',
      id: threadId === undefined ? String(chat.id) : `${chat.id}:${threadId}`,
    },
    target: threadId === undefined ? { chatId: chat.id } : { chatId: chat.id, threadId },
  }
}

function senderOf(from: User): Sender {
  return {
    platformId: String(from.id),
    displayName: [from.first_name, from.last_name].filter(Boolean).join(' '),
    ...(typeof from.language_code === 'string' && { locale: from.language_code }),
  }
}

function isUser(user: unknown): boolean {
  return isRecord(user) && Number.isSafeInteger(user.id) && typeof user.first_name === 'string'
}

function isMessage(message: unknown): boolean {
  return (
    isRecord(message) &&
    Number.isSafeInteger(message.message_id) &&
    isRecord(message.chat) &&
    Number.isSafeInteger(message.chat.id) &&
    typeof message.chat.type === 'string'
  )
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new MalformedUpdate(what)
}
