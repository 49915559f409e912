import type { Persona } from '#plugins/personas/persona'
import { PERSONA_COLUMNS, personaOf, type PersonaRow } from '#plugins/personas/queries/persona_rows'
import { sql } from '#app/support/sql'

/** Personas that one process keeps at hand. */
const KEPT = 500

const kept = new Map<string, { version: number; persona: Persona }>()

/**
 * A persona by its id. It is read again only when its version has changed: a reply needs all of it, and it
 * seldom changes.
 * @param version its `updated_at`
 */
export async function loadPersona(id: string, version: Date): Promise<Persona> {
  const known = kept.get(id)
  if (known?.version === version.getTime()) return known.persona
  const rows = await sql<PersonaRow>(
    `select ${PERSONA_COLUMNS} from personas_personas p where p.id = :id`,
    { id }
  )
  if (!rows[0]) throw new Error(`No persona ${id}`)
  const persona = personaOf(rows[0])
  const oldest = kept.keys().next()
  if (kept.size >= KEPT && !oldest.done) kept.delete(oldest.value)
  kept.set(id, { version: version.getTime(), persona })
  return persona
}
