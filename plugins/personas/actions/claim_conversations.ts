import db from '@adonisjs/lucid/services/db'
import { moveConversations } from '#plugins/personas/actions/move_conversations'
import { sql } from '#app/support/sql'

/**
 * What an account said as a guest becomes its person's. Joining happens in many places and has no hook, so it is asked
 * whenever someone speaks; almost always there is nothing to do.
 */
export async function claimConversations(accountId: string, personId: string): Promise<void> {
  const [left] = await sql<{ left: boolean }>(
    `select exists (select from personas_conversations where owner_id = :accountId)
       or exists (select from personas_memories where owner_id = :accountId) as left`,
    { accountId }
  )
  if (left?.left) await db.transaction((trx) => moveConversations(trx, accountId, personId))
}
