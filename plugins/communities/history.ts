import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { JsonObject } from '#app/job_kit/types'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'

/** Writes down what happened, in the transaction in which it does: for the member, the creator and support. */
export async function remember(
  trx: TransactionClientContract,
  event: {
    communityId: string
    membershipId?: string | null
    personId?: string | null
    /** For instance `joined`, `renewed`, `reminded_3_days`, `let_in`. */
    kind: string
    data?: JsonObject
  }
): Promise<void> {
  const { communityId, membershipId = null, personId = null, kind, data = {} } = event
  await sql(
    `insert into communities_history (community_id, membership_id, person_id, kind, data, at)
     values (:communityId, :membershipId, :personId, :kind, :data::jsonb, :at)`,
    { communityId, membershipId, personId, kind, data: JSON.stringify(data), at: now() },
    trx
  )
}
