import type { FanMessage } from '#plugins/personas/conversation'
import { sql } from '#app/support/sql'

export interface MessageEdit {
  conversationId: string
  /** The fan's last message. */
  messageId: bigint
  text: string
  /** Of `text`. */
  tokens: number
  turnKey: string
}

/**
 * Puts another message in the place of the fan's last one: that one and its answers count as not said any more, and
 * stay in the books. Null when something was said since, or it was changed before.
 */
export async function editMessage(edit: MessageEdit): Promise<FanMessage | null> {
  const { conversationId, messageId, text, tokens, turnKey } = edit
  const [said] = await sql<{ id: bigint }>(
    `with dropped as (
       update personas_messages m set dropped_at = clock_timestamp()
       where m.conversation_id = :conversationId and m.dropped_at is null
         and (m.id = :messageId or m.answers_id = :messageId)
         and not exists (select from personas_messages n where n.conversation_id = :conversationId
           and n.id > :messageId and n.role = 'fan' and n.dropped_at is null)
       returning m.id
     )
     insert into personas_messages (conversation_id, role, text, tokens, turn_key, outcome, settled_at)
     select cast(:conversationId as uuid), 'fan', :text, cast(:tokens as integer), :turnKey, 'received', now()
     where exists (select from dropped where id = :messageId)
     returning id`,
    { conversationId, messageId, text, tokens, turnKey }
  )
  return said ? { id: said.id, text, tokens } : null
}
