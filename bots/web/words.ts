import type { I18n } from '@adonisjs/i18n'
import { CHAT_WORDS, type ChatWord } from '#bots/web/chat_words'

/** Words with `{}` places are filled in by the page: they are taken as they stand. */
const TEMPLATES: Partial<Record<ChatWord, Record<string, string>>> = {
  writing: { name: '{name}' },
  too_long: { over: '{over}' },
  page_of: { page: '{page}', pages: '{pages}' },
  matches: { count: '{count}' },
  uploading: { percent: '{percent}' },
  file_too_large: { size: '{size}', limit: '{limit}' },
  your_balance: { balance: '{balance}' },
}

export function chatWords(i18n: I18n): Record<ChatWord, string> {
  const entries = CHAT_WORDS.map((word) => [
    word,
    i18n.t(`web.chat.${word}`, TEMPLATES[word] ?? {}),
  ])
  return Object.fromEntries(entries) as Record<ChatWord, string>
}
