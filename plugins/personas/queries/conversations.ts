import type { Conversation } from '#plugins/personas/conversation'
import type { Persona } from '#plugins/personas/persona'
import { loadPersona } from '#plugins/personas/queries/persona_store'
import { sql } from '#plugins/personas/sql'

interface ConversationRow {
  id: string
  persona_id: string
  version: Date
  model_id: string | null
  accepted_price: bigint | null
}

const SELECT = `select c.id, c.persona_id, p.updated_at as version, c.model_id, c.accepted_price
  from personas_conversations c join personas_personas p on p.id = c.persona_id`

/** The conversation that plain text of an account continues in a place: the one chosen last. */
export async function currentConversation(
  accountId: string,
  place: string
): Promise<Conversation | null> {
  const rows = await sql<ConversationRow>(
    `${SELECT} where c.account_id = :accountId and c.place = :place order by c.chosen_at desc limit 1`,
    { accountId, place }
  )
  return rows[0] ? conversationOf(rows[0]) : null
}

/** The persona that was chosen last in a place, by whomever; null when nobody chose one. */
export async function personaOfPlace(place: string): Promise<Persona | null> {
  const [row] = await sql<ConversationRow>(
    `${SELECT} where c.place = :place order by c.chosen_at desc limit 1`,
    { place }
  )
  return row ? loadPersona(row.persona_id, row.version) : null
}

/** A conversation of an account by its id; null when it is someone else's. */
export async function conversationById(
  id: string,
  accountId: string
): Promise<Conversation | null> {
  const rows = await sql<ConversationRow>(
    `${SELECT} where c.id = :id and c.account_id = :accountId`,
    { id, accountId }
  )
  return rows[0] ? conversationOf(rows[0]) : null
}

async function conversationOf(row: ConversationRow): Promise<Conversation> {
  return {
    id: row.id,
    persona: await loadPersona(row.persona_id, row.version),
    modelId: row.model_id,
    acceptedPrice: row.accepted_price,
  }
}
