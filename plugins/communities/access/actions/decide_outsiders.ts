import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { askForWork } from '#plugins/communities/access/actions/ask_for_work'
import { putOutOutsiders } from '#plugins/communities/access/actions/compare_outsiders'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * The creator says what becomes of those who are inside without having paid: they stay for good, or they are put out,
 * also those who were there before.
 * @returns how many it is
 */
export function decideOutsiders(
  services: Pick<CommunitiesServices, 'outbox'>,
  { spaceId, decision }: { spaceId: string; decision: 'keep' | 'remove' }
): Promise<number> {
  return db.transaction(async (trx) => {
    if (decision === 'keep') {
      const kept = await sql<{ id: string }>(
        `update communities_outsiders set state = 'kept'
         where space_id = :spaceId and state = 'found' and reported_at is not null returning id`,
        { spaceId },
        trx
      )
      return kept.length
    }
    const count = await putOutOutsiders(trx, { space_id: spaceId }, { before: true })
    if (count > 0) await askForWork(services, trx)
    return count
  })
}
