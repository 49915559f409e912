import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { SpaceRow } from '#plugins/communities/rows'

/** A community's spaces, connected or lost, oldest first; those that were disconnected are left out. */
export function listSpaces(
  communityId: string,
  trx?: TransactionClientContract
): Promise<SpaceRow[]> {
  return sql<SpaceRow>(
    `select * from communities_spaces where community_id = :communityId and state <> 'disconnected'
     order by connected_at, id`,
    { communityId },
    trx
  )
}
