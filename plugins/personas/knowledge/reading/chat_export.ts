/** Chats as messengers export them: Telegram's and DiscordChatExporter's JSON, WhatsApp's text. */
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import type { Speaker } from '#plugins/personas/knowledge/knowledge'
import { whatsAppLines } from '#plugins/personas/knowledge/reading/whatsapp'

export interface ChatLine {
  speaker: string
  text: string
}

/** What was said in an exported chat, oldest first; null when the text is none. */
export function chatLines(text: string): readonly ChatLine[] | null {
  const lines = text.trimStart().startsWith('{') ? jsonLines(text) : whatsAppLines(text)
  return lines && lines.length > 0 ? lines : null
}

/** Who speaks, those who say most first; the same order for the same chat. */
export function speakersOf(lines: readonly ChatLine[]): readonly Speaker[] {
  const counts = new Map<string, number>()
  for (const { speaker } of lines) counts.set(speaker, (counts.get(speaker) ?? 0) + 1)
  return [...counts]
    .map(([name, messages]) => ({ name, messages }))
    .sort((a, b) => b.messages - a.messages || (a.name < b.name ? -1 : 1))
    .slice(0, KNOWLEDGE_LIMITS.speakers)
}

/**
 * A chat as text, a line per message with its speaker before it.
 * @param voice whose lines are the persona's own, and its name
 */
export function chatText(
  lines: readonly ChatLine[],
  voice: { speaker: string; name: string } | null
): string {
  return lines
    .map(({ speaker, text }) => {
      const name = speaker === voice?.speaker ? voice.name : speaker
      return `${name}: ${text.replace(/\s*\n\s*/g, ' ')}`
    })
    .join('\n')
}

function jsonLines(text: string): readonly ChatLine[] | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  const chats = listAt(at(parsed, 'chats'), 'list')
  const messages = (chats.length > 0 ? chats : [parsed]).flatMap((chat) => listAt(chat, 'messages'))
  return messages.flatMap((message) => telegramLine(message) ?? discordLine(message) ?? [])
}

/** `{ from, text }`; a text with marks in it is a list of pieces. */
function telegramLine(message: unknown): ChatLine | null {
  const from = at(message, 'from')
  if (typeof from !== 'string') return null
  const text = at(message, 'text')
  const pieces = Array.isArray(text) ? text : [text]
  return lineOf(
    from,
    pieces.map((piece: unknown) => (typeof piece === 'string' ? piece : at(piece, 'text')))
  )
}

/** `{ author: { name, nickname }, content }`. */
function discordLine(message: unknown): ChatLine | null {
  const author = at(message, 'author')
  const name = at(author, 'nickname') ?? at(author, 'name')
  return typeof name === 'string' ? lineOf(name, [at(message, 'content')]) : null
}

function lineOf(speaker: string, pieces: readonly unknown[]): ChatLine | null {
  const text = pieces
    .filter((piece) => typeof piece === 'string')
    .join('')
    .trim()
  const name = speaker.trim().slice(0, KNOWLEDGE_LIMITS.nameLength)
  return text === '' || name === '' ? null : { speaker: name, text }
}

const at = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined

function listAt(value: unknown, name: string): readonly unknown[] {
  const list = at(value, name)
  return Array.isArray(list) ? list : []
}
