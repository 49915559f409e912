import { OWNER_LOCK } from '#plugins/personas/actions/move_conversations'
import {
  allowanceOf,
  allowanceTime,
  allowed,
  type AllowanceTuple,
} from '#plugins/personas/allowances/allowance'
import type { Conversation, Whose } from '#plugins/personas/conversation'
import type { Persona } from '#plugins/personas/persona'
import { sql } from '#app/support/sql'

export interface ChosenPersona {
  conversation: Conversation
  /** Something was said in it before, and not forgotten since. */
  talked: boolean
}

export interface PersonaChoice extends Whose {
  persona: Persona
  /** The persona's card is shown now, which says that it is an AI. */
  introduced: boolean
}

interface ChosenRow {
  id: string
  model_id: string | null
  accepted_price: bigint | null
  introduced: boolean
  begun: boolean
  allowance: AllowanceTuple
  talked: boolean
}

/** From now on what the owner says in the place is said to this persona; an old conversation goes on. */
export async function choosePersona(choice: PersonaChoice): Promise<ChosenPersona> {
  const { ownerId, place, persona, introduced } = choice
  const [row] = await sql<ChosenRow>(
    `with locked as materialized (
       select pg_advisory_xact_lock(${OWNER_LOCK})
     ), chosen as (
       insert into personas_conversations (owner_id, place, persona_id, introduced_at)
       select cast(:owner as uuid), :place, cast(:personaId as uuid), case when :introduced then clock_timestamp() end
         from locked
       on conflict (owner_id, place, persona_id) where merged_into is null do update
         set chosen_at = clock_timestamp(),
           introduced_at = coalesce(personas_conversations.introduced_at, excluded.introduced_at)
       returning id, owner_id, place, persona_id, model_id, accepted_price, reset_at, introduced_at is not null as introduced, old.id is null as begun
     )
     select id, model_id, accepted_price, introduced, begun, ${allowed('chosen', ':at')},
       exists (select 1 from personas_messages m where m.conversation_id = chosen.id and m.dropped_at is null
         and (chosen.reset_at is null or m.created_at > chosen.reset_at)) as talked
     from chosen`,
    { owner: ownerId, place, personaId: persona.id, introduced, at: allowanceTime() }
  )
  if (!row) throw new Error('The conversation was not written')
  if (row.begun) {
    await sql('update personas_personas set talks = talks + 1 where id = :id', { id: persona.id })
  }
  return {
    conversation: {
      id: row.id,
      ownerId,
      place,
      persona,
      modelId: row.model_id,
      acceptedPrice: row.accepted_price,
      introduced: row.introduced,
      allowance: allowanceOf(row.allowance),
    },
    talked: row.talked,
  }
}
