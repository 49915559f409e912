import { sql } from '#app/support/sql'

/** Most personas of one creator that the studio lists. */
const MOST_PERSONAS = 500

export interface OwnPersona {
  id: string
  slug: string
  name: string
}

/** A creator's own personas, whatever their state, the most talked to first. */
export async function ownPersonas(creatorId: string): Promise<readonly OwnPersona[]> {
  return sql<OwnPersona>(
    `select id, slug, name from personas_personas where creator_id = :creatorId
     order by talks desc, slug limit :limit`,
    { creatorId, limit: MOST_PERSONAS }
  )
}
