import type { Persona } from '#plugins/personas/persona'
import { loadPersona } from '#plugins/personas/queries/persona_store'
import { sql } from '#app/support/sql'

/** The persona that a picture was asked of. */
export async function personaOfPicture({ personaId }: { personaId: string }): Promise<Persona> {
  const [row] = await sql<{ version: Date }>(
    'select updated_at as version from personas_personas where id = :personaId',
    { personaId }
  )
  if (!row) throw new Error(`No persona ${personaId}`)
  return loadPersona(personaId, row.version)
}
