import type { Conversation } from '#plugins/personas/conversation'
import type { Persona } from '#plugins/personas/persona'
import { sql } from '#plugins/personas/sql'

export interface ChosenPersona {
  conversation: Conversation
  /** Something was said in it before, and not forgotten since. */
  talked: boolean
}

interface ChosenRow {
  id: string
  model_id: string | null
  accepted_price: bigint | null
  begun: boolean
  talked: boolean
}

/** From now on what the account says in the place is said to this persona; an old conversation goes on. */
export async function choosePersona(choice: {
  accountId: string
  place: string
  persona: Persona
}): Promise<ChosenPersona> {
  const { accountId, place, persona } = choice
  const [row] = await sql<ChosenRow>(
    `with chosen as (
       insert into personas_conversations (account_id, place, persona_id)
       values (:accountId, :place, :personaId)
       on conflict (account_id, place, persona_id) do update set chosen_at = clock_timestamp()
       returning id, model_id, accepted_price, reset_at, old.id is null as begun
     )
     select id, model_id, accepted_price, begun,
       exists (select 1 from personas_messages m where m.conversation_id = chosen.id
         and (chosen.reset_at is null or m.created_at > chosen.reset_at)) as talked
     from chosen`,
    { accountId, place, personaId: persona.id }
  )
  if (!row) throw new Error('The conversation was not written')
  if (row.begun) {
    await sql('update personas_personas set talks = talks + 1 where id = :id', { id: persona.id })
  }
  return {
    conversation: {
      id: row.id,
      persona,
      modelId: row.model_id,
      acceptedPrice: row.accepted_price,
    },
    talked: row.talked,
  }
}
