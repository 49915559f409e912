import { shownAs } from '#plugins/personas/actions/write_reply'
import type { FanMessage } from '#plugins/personas/conversation'
import type { SaidMessage } from '#plugins/personas/prompt/history'
import { sql } from '#app/support/sql'

interface MessageRow {
  id: bigint
  role: 'fan' | 'persona'
  answers_id: bigint | null
  text: string
  tokens: number
}

/**
 * What was said in a conversation before a message, oldest first: the fan's messages and the replies that
 * reached them, since the last reset.
 * @param limit most rows, the newest
 */
export async function readHistory(
  conversationId: string,
  before: bigint,
  limit: number
): Promise<readonly SaidMessage[]> {
  const rows = await sql<MessageRow>(
    `select m.id, m.role, m.answers_id, m.text, m.tokens
     from personas_messages m join personas_conversations c on c.id = m.conversation_id
     where m.conversation_id = :conversationId and m.id <> :before
       and coalesce(m.answers_id, m.id) < :before
       and m.outcome in ('received', 'delivered', 'stopped') and m.text <> ''
       and m.dropped_at is null and (c.reset_at is null or m.created_at > c.reset_at)
     order by m.id desc limit :limit`,
    { conversationId, before, limit }
  )
  return rows.reverse().map((row) => ({
    id: row.id,
    role: row.role,
    answersId: row.answers_id,
    text: row.text,
    tokens: row.tokens,
  }))
}

/** A fan's message with what was made of it. */
export interface FoundMessage {
  conversationId: string
  message: FanMessage
  /** A good reply reached the fan. */
  answered: boolean
  /** The turn has already had its reply, whatever became of it. */
  turnDone: boolean
}

interface FoundRow extends MessageRow {
  conversation_id: string
  answered: boolean
  turn_done: boolean
}

const FOUND = `select m.id, m.role, m.answers_id, m.text, m.tokens, m.conversation_id,
    exists (select 1 from personas_messages r where r.conversation_id = m.conversation_id
      and r.answers_id = m.id and r.outcome in ('delivered', 'stopped') and r.text <> '') as answered,
    exists (select 1 from personas_messages r where r.turn_key = :turnKey and r.role = 'persona') as turn_done
  from personas_messages m join personas_conversations c on c.id = m.conversation_id`

/** A message of an owner by its id; null when there is none or it is someone else's. */
export async function findMessage(
  id: bigint,
  ownerId: string,
  turnKey: string
): Promise<FoundMessage | null> {
  const rows = await sql<FoundRow>(
    `${FOUND} where m.id = :id and m.role = 'fan' and c.owner_id = :ownerId and m.dropped_at is null`,
    { id, ownerId, turnKey }
  )
  return rows[0] ? foundOf(rows[0]) : null
}

/** The message that a turn of an owner kept; null when it kept none. */
export async function findTurnMessage(
  turnKey: string,
  ownerId: string
): Promise<FoundMessage | null> {
  const rows = await sql<FoundRow>(
    `${FOUND} where m.turn_key = :turnKey and m.role = 'fan' and c.owner_id = :ownerId
       and m.dropped_at is null`,
    { turnKey, ownerId }
  )
  return rows[0] ? foundOf(rows[0]) : null
}

/** The newest message of the fan in a conversation since its last reset. */
export async function lastMessage(
  conversationId: string,
  turnKey: string
): Promise<FoundMessage | null> {
  const rows = await sql<FoundRow>(
    `${FOUND} where m.conversation_id = :conversationId and m.role = 'fan'
       and m.dropped_at is null and (c.reset_at is null or m.created_at > c.reset_at)
     order by m.id desc limit 1`,
    { conversationId, turnKey }
  )
  return rows[0] ? foundOf(rows[0]) : null
}

function foundOf(row: FoundRow): FoundMessage {
  return {
    conversationId: row.conversation_id,
    message: { id: row.id, text: row.text, tokens: row.tokens },
    answered: row.answered,
    turnDone: row.turn_done,
  }
}

/** A reply that was shown as a message of a platform. */
export interface ShownReply {
  id: bigint
  conversationId: string
  ownerId: string
  personaId: string
  text: string
}

/**
 * The reply behind a message of a platform, for instance one that somebody replies to; null when it is none.
 * @param chat the chat that it is in: `chatKey`
 */
export async function replyShownAs(chat: string, messageId: string): Promise<ShownReply | null> {
  const [row] = await sql<{
    id: bigint
    conversation_id: string
    owner_id: string
    persona_id: string
    text: string
  }>(
    `select m.id, m.conversation_id, c.owner_id, c.persona_id, m.text
     from personas_messages m join personas_conversations c on c.id = m.conversation_id
     where m.message_ids @> cast(:shown as text[]) and m.message_ids <> '{}' order by m.id desc limit 1`,
    { shown: [shownAs(chat, messageId)] }
  )
  if (!row) return null
  return {
    id: row.id,
    conversationId: row.conversation_id,
    ownerId: row.owner_id,
    personaId: row.persona_id,
    text: row.text,
  }
}
