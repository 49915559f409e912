import {
  allowanceOf,
  allowanceTime,
  allowed,
  type AllowanceTuple,
} from '#plugins/personas/allowances/allowance'
import type { Conversation, Whose } from '#plugins/personas/conversation'
import {
  recollected,
  recollectionOf,
  type RecollectedRow,
  type Recollection,
} from '#plugins/personas/memory/recollection'
import type { Persona } from '#plugins/personas/persona'
import { loadPersona } from '#plugins/personas/queries/persona_store'
import { sql } from '#app/support/sql'

interface ConversationRow {
  id: string
  owner_id: string
  place: string
  persona_id: string
  version: Date
  model_id: string | null
  accepted_price: bigint | null
  introduced: boolean
  allowance: AllowanceTuple
}

/** Values: `at`, the time. */
const SELECT = `select c.id, c.owner_id, c.place, c.persona_id, p.updated_at as version, c.model_id, c.accepted_price,
    c.introduced_at is not null as introduced, ${allowed('c', ':at')}
  from personas_conversations c join personas_personas p on p.id = c.persona_id`

/** The conversation that plain text of an owner continues in a place: the one chosen last. */
export async function currentConversation({ ownerId, place }: Whose): Promise<Conversation | null> {
  const rows = await sql<ConversationRow>(
    `${SELECT} where c.owner_id = :ownerId and c.place = :place and c.merged_into is null
     order by c.chosen_at desc limit 1`,
    { ownerId, place, at: allowanceTime() }
  )
  return rows[0] ? conversationOf(rows[0]) : null
}

/** The persona that was chosen last in a place, by whomever; null when nobody chose one. */
export async function personaOfPlace(place: string): Promise<Persona | null> {
  const [row] = await sql<ConversationRow>(
    `${SELECT} where c.place = :place and c.merged_into is null order by c.chosen_at desc limit 1`,
    { place, at: allowanceTime() }
  )
  return row ? loadPersona(row.persona_id, row.version) : null
}

/**
 * A conversation of an owner by its id; null when it is someone else's. One that became part of another is found as
 * that one.
 */
export async function conversationById(id: string, ownerId: string): Promise<Conversation | null> {
  const rows = await sql<ConversationRow>(
    `${SELECT} where c.owner_id = :ownerId
       and c.id = (select coalesce(o.merged_into, o.id) from personas_conversations o where o.id = :id)`,
    { id, ownerId, at: allowanceTime() }
  )
  return rows[0] ? conversationOf(rows[0]) : null
}

/** What is remembered in a conversation beside its newest messages. */
export async function readRecollection(conversationId: string): Promise<Recollection> {
  const [row] = await sql<RecollectedRow>(
    `select ${recollected('c')} from personas_conversations c where c.id = :conversationId`,
    { conversationId }
  )
  if (!row) throw new Error(`No conversation ${conversationId}`)
  return recollectionOf(row)
}

async function conversationOf(row: ConversationRow): Promise<Conversation> {
  return {
    id: row.id,
    ownerId: row.owner_id,
    place: row.place,
    persona: await loadPersona(row.persona_id, row.version),
    modelId: row.model_id,
    acceptedPrice: row.accepted_price,
    introduced: row.introduced,
    allowance: allowanceOf(row.allowance),
  }
}
