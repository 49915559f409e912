import { OWNER_LOCK } from '#plugins/personas/actions/move_conversations'
import type { Conversation } from '#plugins/personas/conversation'
import type { Memory } from '#plugins/personas/memory/recollection'
import { sql } from '#app/support/sql'
import personasConfig from '#config/personas'

/** What was made of a wish to keep something in mind. */
export type KeptMemory =
  | { outcome: 'kept'; text: string; shortened: boolean }
  /** It was kept already, word for word. */
  | { outcome: 'kept_before' }
  /** The persona keeps as much in mind of this owner as it can. */
  | { outcome: 'full' }

/**
 * Has the persona of a conversation keep something in mind of its owner. In a private chat it is remembered in private
 * alone; in a group, in that group.
 */
export async function keepMemory(
  { ownerId, persona, place }: Conversation,
  memory: Pick<Memory, 'source' | 'text'>,
  countTokens: (text: string) => number
): Promise<KeptMemory> {
  const { most, longest } = personasConfig.memory
  const whole = memory.text.trim()
  const text = whole.slice(0, longest).toWellFormed()
  const [row] = await sql<{ kept: boolean; known: boolean }>(
    `with locked as materialized (
       select pg_advisory_xact_lock(${OWNER_LOCK})
     ), there as (
       select count(*) as all, count(*) filter (where k.text = :text) > 0 as known
       from locked left join personas_memories k
         on k.owner_id = cast(:owner as uuid) and k.persona_id = cast(:personaId as uuid) and k.place = :place
     ), kept as (
       insert into personas_memories (owner_id, persona_id, place, source, text, tokens)
       select cast(:owner as uuid), cast(:personaId as uuid), :place, :source, :text, cast(:tokens as integer)
       from there where not there.known and there.all < :most
       returning id
     )
     select exists (select from kept) as kept, there.known from there`,
    {
      owner: ownerId,
      personaId: persona.id,
      place,
      source: memory.source,
      text,
      tokens: countTokens(text),
      most,
    }
  )
  if (row?.kept) return { outcome: 'kept', text, shortened: text.length < whole.length }
  return { outcome: row?.known ? 'kept_before' : 'full' }
}

/** Gives a memory other words: a note of the fan's from then on. False when it is no longer there. */
export async function changeMemory(
  { id, ownerId }: { id: bigint; ownerId: string },
  words: string,
  countTokens: (text: string) => number
): Promise<boolean> {
  const text = words.trim().slice(0, personasConfig.memory.longest).toWellFormed()
  const changed = await sql<{ id: bigint }>(
    `update personas_memories set text = :text, tokens = :tokens, source = 'note'
     where id = :id and owner_id = :ownerId returning id`,
    { id, ownerId, text, tokens: countTokens(text) }
  )
  return changed.length > 0
}

/** False when it is no longer there. */
export async function forgetMemory({ id, ownerId }: { id: bigint; ownerId: string }) {
  const gone = await sql<{ id: bigint }>(
    'delete from personas_memories where id = :id and owner_id = :ownerId returning id',
    { id, ownerId }
  )
  return gone.length > 0
}
