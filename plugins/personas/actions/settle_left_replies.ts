import { settleReply } from '#plugins/personas/actions/settle_reply'
import {
  WRITTEN_COLUMNS,
  writtenOf,
  type WrittenReplyRow,
} from '#plugins/personas/actions/write_reply'
import type { ChatServices } from '#plugins/personas/services'
import { sql } from '#app/support/sql'

/** Replies settled in one run; the next run takes the rest. */
const BATCH = 200

/**
 * Settles the replies that were written down but whose process died before the ledger was told.
 * @param olderThan seconds; a younger reply is left to the process that is at it
 * @returns how many were settled
 * @throws AggregateError after all were tried, when some could not be settled
 */
export async function settleLeftReplies(
  services: Pick<ChatServices, 'ledger' | 'identity'>,
  olderThan: number
): Promise<number> {
  const rows = await sql<WrittenReplyRow>(
    `select ${WRITTEN_COLUMNS} from personas_messages
     where role = 'persona' and settled_at is null
       and created_at < now() - make_interval(secs => :olderThan)
     order by id limit :batch`,
    { olderThan, batch: BATCH }
  )
  const errors: unknown[] = []
  for (const row of rows) {
    try {
      await settleReply(services, writtenOf(row))
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'Some replies could not be settled')
  return rows.length
}
