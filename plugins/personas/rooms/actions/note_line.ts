import { cleanName } from '#plugins/personas/rooms/transcript'
import { sql } from '#app/support/sql'

/** Somebody said something aloud in a room; noted once. */
export async function noteFanLine(line: {
  place: string
  conversationId: string
  messageId: bigint
  accountId: string
  /** As the platform calls them. */
  speaker: string
}): Promise<void> {
  await sql(
    `insert into personas_room_lines (place, message_id, conversation_id, account_id, speaker)
     values (:place, :messageId, :conversationId, :accountId, :speaker) on conflict do nothing`,
    { ...line, speaker: cleanName(line.speaker) }
  )
}

/** A persona's reply reached the room; noted once. */
export async function noteReplyLine(place: string, turnKey: string): Promise<void> {
  await sql(
    `insert into personas_room_lines (place, message_id, conversation_id, speaker)
     select :place, m.id, m.conversation_id, '' from personas_messages m
     where m.turn_key = :turnKey and m.role = 'persona' and m.outcome in ('delivered', 'stopped') and m.text <> ''
     on conflict do nothing`,
    { place, turnKey }
  )
}
