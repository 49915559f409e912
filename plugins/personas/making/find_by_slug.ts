import type { Persona } from '#plugins/personas/persona'
import { plainText } from '#plugins/personas/plain_text'
import { PERSONA_COLUMNS, personaOf, type PersonaRow } from '#plugins/personas/queries/persona_rows'
import { sql } from '#app/support/sql'

/** The persona of exactly this slug, whatever its status: ask `mayTalk` before it is shown. */
export async function findBySlug(slug: string): Promise<Persona | null> {
  const rows = await sql<PersonaRow>(
    `select ${PERSONA_COLUMNS} from personas_personas p where p.slug = :slug`,
    { slug: plainText(slug) }
  )
  return rows[0] ? personaOf(rows[0]) : null
}
