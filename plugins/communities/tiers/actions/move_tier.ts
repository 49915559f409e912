import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'

/** Puts a tier before the one that stands above it; the first one stays where it is. */
export async function moveUp(communityId: string, tierId: string): Promise<void> {
  await db.transaction(async (trx) => {
    const tiers = await sql<{ id: string }>(
      'select id from communities_tiers where community_id = :communityId order by position, id for update',
      { communityId },
      trx
    )
    const ids = tiers.map(({ id }) => id)
    const at = ids.indexOf(tierId)
    const above = ids[at - 1]
    if (above === undefined) return
    ids.splice(at - 1, 2, tierId, above)
    await sql(
      `update communities_tiers t set position = o.place - 1
       from unnest(cast(:ids as uuid[])) with ordinality as o (id, place) where t.id = o.id`,
      { ids },
      trx
    )
  })
}
