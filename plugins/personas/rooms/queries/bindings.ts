import type { Persona } from '#plugins/personas/persona'
import { loadPersona } from '#plugins/personas/queries/persona_store'
import { ROOM_LIMITS } from '#plugins/personas/rooms/limits'
import { sql } from '#app/support/sql'

interface PersonaKey {
  id: string
  version: Date
}

const load = (rows: readonly PersonaKey[]): Promise<readonly Persona[]> =>
  Promise.all(rows.map(({ id, version }) => loadPersona(id, version)))

/** The personas that are bound to a room, the first bound first. */
export async function boundPersonas(place: string): Promise<readonly Persona[]> {
  return load(
    await sql<PersonaKey>(
      `select p.id, p.updated_at as version
       from personas_bindings b join personas_personas p on p.id = b.persona_id
       where b.place = :place and p.status <> 'withdrawn' order by b.bound_at, p.id`,
      { place }
    )
  )
}

/** The personas that people talk to in a room to which none is bound, the newest first. */
export async function personasOfRoom(place: string): Promise<readonly Persona[]> {
  return load(
    await sql<PersonaKey>(
      `select p.id, p.updated_at as version
       from (select persona_id, max(chosen_at) as at from personas_conversations
         where place = :place and merged_into is null group by persona_id) c
         join personas_personas p on p.id = c.persona_id
       where p.status <> 'withdrawn' order by c.at desc limit :limit`,
      { place, limit: ROOM_LIMITS.bound }
    )
  )
}

/** Whose message it is that somebody replies to; null when it is none of a persona's. */
export async function personaOfMessage(shownAs: string): Promise<Persona | null> {
  const rows = await sql<PersonaKey>(
    `select p.id, p.updated_at as version
     from personas_messages m join personas_conversations c on c.id = m.conversation_id
       join personas_personas p on p.id = c.persona_id
     where m.message_ids @> array[:shownAs]::text[] order by m.id desc limit 1`,
    { shownAs }
  )
  const [persona] = await load(rows)
  return persona ?? null
}
