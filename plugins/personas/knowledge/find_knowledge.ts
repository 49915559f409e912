import { indexOf } from '#plugins/personas/knowledge/index/index_cache'
import { hotStatement } from '#plugins/personas/hot_statement'

export interface KnowledgeSearch {
  personaId: string
  /** What the fan says. */
  text: string
  /** Most tokens of all passages together. */
  budget: number
}

export interface FoundPassage {
  text: string
  /** As they were counted when it was read in: a prompt need not count them again. */
  tokens: number
}

interface VersionRow {
  ord: bigint
  id: string | null
  version: bigint | null
}

let asked = 0

/** Which version of its knowledge a persona has; no version when it has none. */
const readVersion = hotStatement<{ personaId: string; ask: number }, VersionRow>({
  name: 'personas_knowledge_version',
  text: `select o.ord, k.id, k.version from unnest($1::uuid[]) with ordinality o (persona_id, ord)
    left join personas_knowledge k using (persona_id)`,
  arrays: (ops) => [ops.map(({ personaId }) => personaId)],
  // Reading may travel with anything, itself too.
  key: ({ ask }) => String(ask),
})

/**
 * The passages of a persona's knowledge that fit what a fan says, the best first, within the budget (by the tokens
 * that were counted when they were read in). Empty when there is none. The first call after a change reads and
 * decrypts the persona's passages; the others search in memory.
 */
export async function findKnowledge(search: KnowledgeSearch): Promise<readonly FoundPassage[]> {
  const { id, version } = await readVersion({ personaId: search.personaId, ask: asked++ })
  // At version 0 nothing was read yet.
  if (id === null || version === null || version === 0n || search.budget <= 0) return []
  const index = await indexOf(search.personaId, { id, version })
  return index?.search(search.text, search.budget) ?? []
}
