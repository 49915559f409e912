import db from '@adonisjs/lucid/services/db'
import type { Persona } from '#plugins/personas/persona'
import { ROOM_LIMITS } from '#plugins/personas/rooms/limits'
import { sql } from '#app/support/sql'

export type Binding = 'bound' | 'bound_before' | 'full'

/** Binds a persona to a room; never more than {@link ROOM_LIMITS.bound}, however many bind at once. */
export async function bindPersona(binding: {
  place: string
  persona: Persona
  accountId: string
}): Promise<Binding> {
  const { place, persona, accountId } = binding
  return db.transaction(async (trx) => {
    await sql(
      `select pg_advisory_xact_lock(hashtextextended('personas.room:' || :place, 0))`,
      { place },
      trx
    )
    const bound = await sql<{ persona_id: string }>(
      'select persona_id from personas_bindings where place = :place',
      { place },
      trx
    )
    if (bound.some((row) => row.persona_id === persona.id)) return 'bound_before'
    if (bound.length >= ROOM_LIMITS.bound) return 'full'
    await sql(
      `insert into personas_bindings (place, persona_id, bound_by) values (:place, :personaId, :accountId)`,
      { place, personaId: persona.id, accountId },
      trx
    )
    return 'bound'
  })
}

/** Unbinds a persona from a room, or all of them. Returns how many were bound. */
export async function unbindPersonas(place: string, persona: Persona | null): Promise<number> {
  const rows = await sql<{ persona_id: string }>(
    `delete from personas_bindings
     where place = :place and (cast(:personaId as uuid) is null or persona_id = cast(:personaId as uuid))
     returning persona_id`,
    { place, personaId: persona?.id ?? null }
  )
  return rows.length
}
