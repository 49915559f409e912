import { LRUCache } from 'lru-cache'
import { SearchIndex } from '#plugins/personas/knowledge/index/search_index'
import { wordReader } from '#plugins/personas/knowledge/index/words'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import { loadPassages } from '#plugins/personas/knowledge/queries/load_passages'

/** Which knowledge, in which state: one that was thrown away and begun again has another id. */
export interface KnowledgeVersion {
  id: string
  version: bigint
}

interface Kept extends KnowledgeVersion {
  index: SearchIndex
}

/** What this process has decrypted, by persona; what was not used for the longest goes first. */
const kept = new LRUCache<string, Kept>({
  maxSize: KNOWLEDGE_LIMITS.indexBytes,
  sizeCalculation: ({ index }) => Math.max(1, index.bytes),
})

const beingBuilt = new Map<string, Promise<Kept | null>>()

/**
 * What can be searched of a persona's knowledge, in the version that is in the database; built when it is not at hand.
 * @returns null when it is gone
 */
export async function indexOf(
  personaId: string,
  { id, version }: KnowledgeVersion
): Promise<SearchIndex | null> {
  const known = kept.get(personaId)
  if (known?.id === id && known.version >= version) return known.index
  const name = `${id}:${version}`
  let building = beingBuilt.get(name)
  if (!building) {
    building = build(personaId).finally(() => beingBuilt.delete(name))
    beingBuilt.set(name, building)
  }
  return (await building)?.index ?? null
}

/** Forgets what was decrypted of a persona. */
export const forgetIndex = (personaId: string): void => void kept.delete(personaId)

async function build(personaId: string): Promise<Kept | null> {
  const loaded = await loadPassages(personaId)
  if (!loaded) return null
  const index = await SearchIndex.build(loaded.passages, wordReader(loaded.language))
  const built = { id: loaded.id, version: loaded.version, index }
  kept.set(personaId, built)
  return built
}
