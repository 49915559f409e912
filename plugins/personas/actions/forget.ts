import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Conversation } from '#plugins/personas/conversation'
import { sql } from '#app/support/sql'

/**
 * Nothing that was ever said or kept by an owner can be read any more, here or on the platforms by its ids. What it
 * cost stays in the books.
 */
export async function forgetOwners(
  trx: TransactionClientContract,
  owners: readonly string[]
): Promise<void> {
  const whose = { owners: [...owners] }
  await sql(
    `update personas_messages m set ${UNREADABLE} from personas_conversations c
     where c.id = m.conversation_id and c.owner_id = any (cast(:owners as uuid[]))`,
    whose,
    trx
  )
  await sql(
    `update personas_conversations set ${NOTHING_TOLD} where owner_id = any (cast(:owners as uuid[]))`,
    whose,
    trx
  )
  await sql(
    'delete from personas_memories where owner_id = any (cast(:owners as uuid[]))',
    whose,
    trx
  )
}

/** The same for one conversation and what its persona keeps in mind of the owner there; it begins anew when chosen. */
export async function forgetConversation(conversation: Conversation): Promise<void> {
  const { id } = conversation
  await db.transaction(async (trx) => {
    await sql(`update personas_messages set ${UNREADABLE} where conversation_id = :id`, { id }, trx)
    await sql(
      `update personas_conversations set ${NOTHING_TOLD}, reset_at = clock_timestamp() where id = :id`,
      { id },
      trx
    )
    await forgetMemories(conversation, trx)
  })
}

/** Forgets what a persona keeps in mind where the conversation is: in a private chat everything, in a group what was kept there. */
export async function forgetMemories(
  { ownerId, persona, place }: Conversation,
  trx?: TransactionClientContract
): Promise<void> {
  await sql(
    `delete from personas_memories
     where owner_id = :ownerId and persona_id = :personaId and (:place = 'direct' or place = :place)`,
    { ownerId, personaId: persona.id, place },
    trx
  )
}

const UNREADABLE = `text = '', tokens = 0, message_ids = '{}', dropped_at = coalesce(dropped_at, clock_timestamp())`

const NOTHING_TOLD = `summary = '', summary_tokens = 0, summarised_to = null, fading_told_at = null,
  introduced_at = null`
