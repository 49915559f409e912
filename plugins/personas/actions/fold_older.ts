import db from '@adonisjs/lucid/services/db'
import type { Outbox } from '#app/job_kit/types'
import type { Conversation } from '#plugins/personas/conversation'
import type { Recollection } from '#plugins/personas/memory/recollection'
import { sql } from '#app/support/sql'

export interface Folding {
  conversation: Pick<Conversation, 'id'>
  recollection: Pick<Recollection, 'fadingTold'>
  /** Messages up to this one are to be summed up; null when all fit the prompt. */
  foldTo: bigint | null
}

/** Whether the fan is to be told after this reply that older messages begin to fade: once for each stretch of talk. */
export function beginsToFade({ foldTo, recollection }: Folding): boolean {
  return foldTo !== null && !recollection.fadingTold
}

/**
 * Has messages that fell out of the prompt summed up, in a job of its own: the fan does not wait for it, and the
 * platform pays. The same stretch is asked for once.
 */
export async function foldOlder({ outbox }: { outbox: Outbox }, folding: Folding): Promise<void> {
  const { conversation, foldTo } = folding
  if (foldTo === null) return
  const { id } = conversation
  await db.transaction(async (trx) => {
    await outbox.add(trx, [
      {
        topic: 'personas.summarise',
        key: `${id}:${foldTo}`,
        payload: { conversationId: id, to: String(foldTo) },
      },
    ])
    if (!beginsToFade(folding)) return
    await sql(
      `update personas_conversations set fading_told_at = clock_timestamp()
       where id = (select coalesce(merged_into, id) from personas_conversations where id = :id)`,
      { id },
      trx
    )
  })
}
