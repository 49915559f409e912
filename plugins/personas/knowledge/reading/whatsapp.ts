import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import type { ChatLine } from '#plugins/personas/knowledge/reading/chat_export'

/**
 * How a message begins: `[31/12/20, 21:15:32] Ana: …` on iPhones, `31/12/20, 21:15 - Ana: …` on Android, in the
 * order and with the marks of the phone's language.
 */
const BEGINNING =
  /^\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?\s?m\.?)?(?:\]\s|\s[-–]\s)(.*)$/iu
const SPOKEN = /^([^:]{1,60}):\s(.*)$/su
/** Marks of direction that phones put in; they are in nobody's words. */
const MARKS = /[\u200E\u200F\u202A-\u202E]/g
/** `<Media omitted>`, `image omitted`, in whatever language between angle brackets. */
const LEFT_OUT = /^(?:<[^<>]{3,40}>|(?:image|video|audio|sticker|gif|document) omitted)$/iu
/** Lines at the beginning that are looked at to know a chat. */
const SAMPLE = 30
/** So many of them begin a message. */
const ENOUGH = 2

/** What was said in a chat that WhatsApp exported, oldest first; null when the text is none. */
export function whatsAppLines(text: string): readonly ChatLine[] | null {
  const rows = text
    .replace(MARKS, '')
    .replace(/[\u00A0\u202F]/g, ' ')
    .split('\n')
  const sample = rows.slice(0, SAMPLE)
  const beginnings = sample.filter((row) => BEGINNING.test(row)).length
  if (beginnings < ENOUGH || !BEGINNING.test(sample.find((row) => row.trim() !== '') ?? '')) {
    return null
  }
  return messagesOf(rows).flatMap((message) => {
    const [, speaker = '', said = ''] = SPOKEN.exec(message) ?? []
    const words = said.trim()
    const name = speaker.trim().slice(0, KNOWLEDGE_LIMITS.nameLength)
    return name === '' || words === '' || LEFT_OUT.test(words)
      ? []
      : [{ speaker: name, text: words }]
  })
}

/** Puts the lines of each message together. */
function messagesOf(rows: readonly string[]): readonly string[] {
  const messages: string[][] = []
  for (const row of rows) {
    const begun = BEGINNING.exec(row)
    if (begun) messages.push([begun[1] ?? ''])
    else messages.at(-1)?.push(row)
  }
  return messages.map((lines) => lines.join('\n'))
}
