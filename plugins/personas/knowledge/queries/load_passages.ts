import { setImmediate as otherWork } from 'node:timers/promises'
import { openDataKey, passagePlace } from '#plugins/personas/knowledge/data_key'
import type { Passage } from '#plugins/personas/knowledge/index/search_index'
import { sql } from '#app/support/sql'

/** Passages that are decrypted between two looks at other work. */
const AT_ONCE = 200

interface KnowledgeRow {
  id: string
  key_sealed: Buffer
  version: bigint
  language: string
}

interface PassageRow {
  file_id: string
  ordinal: number
  tokens: number
  passage: Buffer
}

export interface LoadedKnowledge {
  id: string
  version: bigint
  /** The persona's, BCP 47. */
  language: string
  passages: readonly Passage[]
}

/** A persona's knowledge, decrypted; null when it has none. */
export async function loadPassages(personaId: string): Promise<LoadedKnowledge | null> {
  // The version is read first: passages that are newer than it says are at worst read once more.
  const [knowledge] = await sql<KnowledgeRow>(
    `select k.id, k.key_sealed, k.version, p.language
     from personas_knowledge k join personas_personas p on p.id = k.persona_id
     where k.persona_id = :personaId`,
    { personaId }
  )
  if (!knowledge) return null
  const key = openDataKey(knowledge)
  const rows = await sql<PassageRow>(
    `select c.file_id, c.ordinal, c.tokens, c.passage
     from personas_knowledge_chunks c join personas_knowledge_files f on f.id = c.file_id
     where f.persona_id = :personaId order by f.created_at, f.id, c.ordinal`,
    { personaId }
  )
  const passages: Passage[] = []
  for (const [at, row] of rows.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await otherWork()
    const text = key.open(row.passage, passagePlace(row.file_id, row.ordinal)).toString()
    passages.push({ text, tokens: row.tokens })
  }
  const { id, version, language } = knowledge
  return { id, version, language, passages }
}
