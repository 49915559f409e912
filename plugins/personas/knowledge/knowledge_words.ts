/** What is said of knowledge, in conversations and on the web page alike. */
import type { KnowledgeFailure, KnowledgeFile } from '#plugins/personas/knowledge/knowledge'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'

type Translate = (key: string, data?: Record<string, unknown>) => string

const MEGABYTE = 1024 * 1024

/** The limits, as the words name them. */
export const limitWords = () => ({
  megabytes: KNOWLEDGE_LIMITS.fileBytes / MEGABYTE,
  characters: KNOWLEDGE_LIMITS.fileCharacters,
  pages: KNOWLEDGE_LIMITS.pdfPages,
  passages: KNOWLEDGE_LIMITS.passages,
  files: KNOWLEDGE_LIMITS.files,
  seconds: KNOWLEDGE_LIMITS.readingTime / 1000,
})

/** How a file is doing. */
export function fileText(t: Translate, file: KnowledgeFile): string {
  switch (file.state) {
    case 'waiting':
      return t('personas.knowledge.file.waiting', { progress: file.progress })
    case 'ready':
      return t('personas.knowledge.file.ready', {
        passages: file.passages,
        characters: file.characters,
      })
    case 'failed':
      return file.failure === null ? '' : failureText(t, file.failure)
  }
}

/** Why a file is no knowledge, and what to do. */
export const failureText = (t: Translate, failure: KnowledgeFailure): string =>
  t(`personas.knowledge.failure.${failure}`, limitWords())

/** How much of the room is taken. */
export const roomText = (t: Translate, files: readonly KnowledgeFile[]): string =>
  t('personas.knowledge.room', {
    ...limitWords(),
    used: files.length,
    taken: files.reduce((sum, { passages }) => sum + passages, 0),
  })
