import { LIMITS } from '#app/bot_kit/limits'
import type { PersonaName } from '#plugins/personas/api'
import { sql } from '#app/support/sql'

export function publishedBy(creatorId: string): Promise<readonly PersonaName[]> {
  return sql<PersonaName>(
    `select id, name, slug from personas_personas
     where creator_id = :creatorId and status = 'published' order by name, slug limit :limit`,
    { creatorId, limit: LIMITS.selectOptions }
  )
}

export async function published(personaId: string): Promise<PersonaName | null> {
  const [found] = await sql<PersonaName>(
    `select id, name, slug from personas_personas where id = :personaId and status = 'published'`,
    { personaId }
  )
  return found ?? null
}
