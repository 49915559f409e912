import type { RoomLine } from '#plugins/personas/rooms/transcript'
import { sql } from '#app/support/sql'

/** Who is forgotten; what they said is gone with them. */
const NOBODY = 'Someone'

interface LineRow {
  id: bigint
  role: 'fan' | 'persona'
  text: string
  account_id: string | null
  speaker: string
  persona_id: string
  persona: string
}

/**
 * What was said aloud in a room up to a message, oldest first: to whichever persona, as far as it reached people and is
 * not forgotten. What personas for adults and those who talk to them say stays among them.
 */
export async function readRoomLines(asked: {
  place: string
  /** The message that is answered; it is the last line. */
  upTo: bigint
  adult: boolean
  limit: number
}): Promise<readonly RoomLine[]> {
  const rows = await sql<LineRow>(
    `select m.id, m.role, m.text, l.account_id, l.speaker, p.id as persona_id, p.name as persona
     from personas_room_lines l
       join personas_conversations o on o.id = l.conversation_id
       join personas_conversations c on c.id = coalesce(o.merged_into, o.id)
       join personas_personas p on p.id = c.persona_id and (:adult or not p.adult)
       join personas_messages m on m.conversation_id = c.id and m.id = l.message_id
     where l.place = :place and l.message_id <= :upTo and m.dropped_at is null and m.text <> ''
       and m.outcome in ('received', 'delivered', 'stopped')
       and (c.reset_at is null or m.created_at > c.reset_at)
     order by l.message_id desc limit :limit`,
    asked
  )
  return rows.reverse().map((row) => ({
    id: row.id,
    personaId: row.role === 'persona' ? row.persona_id : null,
    accountId: row.role === 'persona' ? null : (row.account_id ?? NOBODY),
    speaker: row.role === 'persona' ? row.persona : row.speaker || NOBODY,
    text: row.text,
  }))
}
