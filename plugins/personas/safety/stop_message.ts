import type { Check } from '#plugins/moderation/api'
import type { Conversation } from '#plugins/personas/conversation'
import { takeCare } from '#plugins/personas/safety/careful'
import { sql } from '#app/support/sql'

/** A message that is not answered is kept with why; after a crisis care is taken for a while. */
export async function stopMessage(
  conversation: Conversation,
  messageId: bigint,
  check: Exclude<Check, { outcome: 'fine' }>
): Promise<void> {
  await sql(
    `update personas_messages m set outcome = 'blocked', failure = :why
     where m.conversation_id = (select coalesce(c.merged_into, c.id) from personas_conversations c where c.id = :conversationId)
       and m.id = :messageId and m.role = 'fan'`,
    {
      conversationId: conversation.id,
      messageId,
      why: check.outcome === 'crisis' ? 'crisis' : check.category,
    }
  )
  if (check.outcome === 'crisis') await takeCare(conversation.ownerId)
}
