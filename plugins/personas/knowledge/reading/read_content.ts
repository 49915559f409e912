import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import type { Speaker } from '#plugins/personas/knowledge/knowledge'
import { chatLines, chatText, speakersOf } from '#plugins/personas/knowledge/reading/chat_export'
import { chunkText } from '#plugins/personas/knowledge/reading/chunk_text'
import { decodeText } from '#plugins/personas/knowledge/reading/decode_text'
import { kindOf } from '#plugins/personas/knowledge/reading/kinds'
import { readHtml } from '#plugins/personas/knowledge/reading/read_html'
import { readPdf } from '#plugins/personas/knowledge/reading/read_pdf'
import { ReadingFailed } from '#plugins/personas/knowledge/reading/reading_failed'

export interface ReadingTask {
  name: string
  content: Uint8Array
  /** Of a chat: the place of the persona's speaker among its speakers, and the persona's name. */
  voice: { speaker: number; name: string } | null
}

export interface ReadText {
  characters: number
  passages: readonly string[]
}

/**
 * The passages of a file.
 * @throws ReadingFailed
 */
export async function readContent(
  task: ReadingTask,
  onProgress: (percent: number) => void
): Promise<ReadText> {
  const text = (await textOf(task, onProgress)).replaceAll('\0', '').normalize('NFC').trim()
  if (text === '') throw new ReadingFailed('no_text')
  if (text.length > KNOWLEDGE_LIMITS.fileCharacters) throw new ReadingFailed('too_long')
  return { characters: text.length, passages: chunkText(text) }
}

/** Who speaks in a file; null when it is no chat. */
export function speakersIn({ name, content }: ReadingTask): readonly Speaker[] | null {
  if (kindOf(name, content) !== 'text') return null
  const lines = chatLines(decodeText(content) ?? '')
  return lines && speakersOf(lines)
}

async function textOf(
  { name, content, voice }: ReadingTask,
  onProgress: (percent: number) => void
): Promise<string> {
  const kind = kindOf(name, content)
  if (kind === 'pdf') return readPdf(content, onProgress)
  const text = decodeText(content)
  if (text === null) throw new ReadingFailed('not_text')
  if (kind === 'html') return readHtml(text)
  const lines = chatLines(text)
  if (!lines) return text
  const speaker = voice && speakersOf(lines)[voice.speaker]
  return chatText(lines, speaker ? { speaker: speaker.name, name: voice.name } : null)
}
