import { namePlace, openDataKey } from '#plugins/personas/knowledge/data_key'
import type { KnowledgeFailure, KnowledgeFile } from '#plugins/personas/knowledge/knowledge'
import { sql } from '#app/support/sql'

interface FileRow {
  id: string
  name: Buffer
  state: KnowledgeFile['state']
  failure: KnowledgeFailure | null
  progress: number
  bytes: number
  characters: number
  passages: number
  tokens: number
  key_id: string
  key_sealed: Buffer
}

/** The files that a persona was given, oldest first. */
export async function listFiles(personaId: string): Promise<readonly KnowledgeFile[]> {
  const rows = await sql<FileRow>(
    `select f.id, f.name, f.state, f.failure, f.progress, f.bytes, f.characters, f.passages, f.tokens,
       k.id as key_id, k.key_sealed
     from personas_knowledge_files f join personas_knowledge k on k.persona_id = f.persona_id
     where f.persona_id = :personaId order by f.created_at, f.id`,
    { personaId }
  )
  const [first] = rows
  if (!first) return []
  const key = openDataKey({ id: first.key_id, key_sealed: first.key_sealed })
  return rows.map(({ key_id: _id, key_sealed: _key, name, ...file }) => ({
    ...file,
    name: key.open(name, namePlace(file.id)).toString(),
  }))
}

/** The personas that a person made, by name. */
export const ownPersonas = (
  personId: string,
  limit: number
): Promise<readonly { id: string; name: string }[]> =>
  sql<{ id: string; name: string }>(
    `select id, name from personas_personas where creator_id = :personId
     order by search_name, slug limit :limit`,
    { personId, limit }
  )
