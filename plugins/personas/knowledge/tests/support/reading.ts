import { findKnowledge } from '#plugins/personas/knowledge/find_knowledge'
import type { MadePersona } from '#plugins/personas/knowledge/tests/support/creator'
import { sql } from '#app/support/sql'

export const ISLE = `# The isle of Skarra

The lighthouse burned down in the winter of 1911. Bruno the keeper was never found.

# The harbour

Herring is sold every Tuesday, and the baker refuses to give credit to sailors.
`

/** The words of what is found of what a persona has read. */
export async function found(
  persona: Pick<MadePersona, 'id'>,
  text: string,
  budget = 1_000
): Promise<readonly string[]> {
  const passages = await findKnowledge({ personaId: persona.id, text, budget })
  return passages.map((passage) => passage.text)
}

/** Passages that are kept of a persona's files. */
export async function countChunks(persona: MadePersona): Promise<number> {
  const [row] = await sql<{ count: bigint }>(
    `select count(*) as count from personas_knowledge_chunks c
     join personas_knowledge_files f on f.id = c.file_id where f.persona_id = :id`,
    { id: persona.id }
  )
  return Number(row?.count ?? 0n)
}
