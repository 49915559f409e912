import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import type { RepairRow } from '#plugins/communities/access/repair'
import { now } from '#plugins/communities/clock'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Has a space looked through; of one that is being looked through already, it is that run. */
export async function beginRepair(
  services: Pick<CommunitiesServices, 'outbox'>,
  { spaceId, askedBy }: { spaceId: string; askedBy: string }
): Promise<RepairRow> {
  return db.transaction(async (trx) => {
    await sql(
      `insert into communities_repairs (space_id, phase, asked_by, started_at, next_at)
       values (:spaceId, 'listing', :askedBy, :at, :at)
       on conflict (space_id) where ended_at is null do nothing`,
      { spaceId, askedBy, at: now() },
      trx
    )
    const [repair] = await sql<RepairRow>(
      'select * from communities_repairs where space_id = :spaceId and ended_at is null',
      { spaceId },
      trx
    )
    if (!repair) throw new Error(`The space ${spaceId} is not being repaired`)
    await services.outbox.add(trx, [
      {
        topic: 'communities.repair_space',
        key: randomUUID(),
        payload: { repairId: repair.id },
      },
    ])
    return repair
  })
}
