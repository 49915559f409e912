/** What a creator gave a persona to know. */

/** Why a file cannot be knowledge; worded by `personas.knowledge.failure.<reason>`. */
export const KNOWLEDGE_FAILURES = [
  'damaged',
  'no_text',
  'not_text',
  'password',
  'too_long',
  'too_many_pages',
  'took_too_long',
  'full',
] as const
export type KnowledgeFailure = (typeof KNOWLEDGE_FAILURES)[number]

export interface KnowledgeFile {
  id: string
  name: string
  state: 'waiting' | 'ready' | 'failed'
  /** Set when it failed. */
  failure: KnowledgeFailure | null
  /** Percent, while it waits. */
  progress: number
  /** Of the file as it was sent. */
  bytes: number
  characters: number
  passages: number
  tokens: number
}

/** Someone who speaks in an exported chat. */
export interface Speaker {
  name: string
  messages: number
}
