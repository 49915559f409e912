import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { connectedSpaces } from '#plugins/communities/connecting/connected_spaces'
import { remember } from '#plugins/communities/history'
import { findSpaceHere } from '#plugins/communities/queries/find_space'
import type { SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * A group became a supergroup: it is the same space under another id. Doors, grants and whoever is inside stay; who
 * waits with a link of the old id is given another one.
 * @returns false when the supergroup is another community's by now: to this one the space is lost
 */
export async function moveSpace(
  services: Pick<CommunitiesServices, 'outbox'>,
  space: SpaceRow,
  toId: string
): Promise<boolean> {
  const { id, platform, community_id: communityId } = space
  const moved = await db.transaction(async (trx) => {
    const newer = await findSpaceHere(platform, toId, trx)
    if (newer && newer.community_id !== communityId) return false
    if (newer) await takeOver(trx, { from: newer.id, to: id })
    await sql(
      `update communities_spaces set platform_id = :toId, state = 'connected', next_check_at = :at
       where id = :id`,
      { id, toId, at: now() },
      trx
    )
    await sql(
      `update communities_grants set link = null, link_expires_at = null, next_try_at = :at, attempts = 0
       where space_id = :id and wanted = 'in' and actual = 'invited'`,
      { id, at: now() },
      trx
    )
    await remember(trx, {
      communityId,
      kind: 'space_moved',
      data: { spaceId: id, from: space.platform_id, to: toId },
    })
    const key = `moved:${id}:${toId}`
    await services.outbox.add(trx, [
      { topic: 'communities.retry_space', key, payload: { spaceId: id } },
      { topic: 'communities.doors_changed', key, payload: { communityId } },
    ])
    return true
  })
  connectedSpaces.forget({ platform, id: space.platform_id })
  connectedSpaces.forget({ platform, id: toId })
  return moved
}

/** Its creator connected the supergroup by hand before this was heard: the older one of the two has the members. */
async function takeOver(
  trx: TransactionClientContract,
  { from, to }: { from: string; to: string }
): Promise<void> {
  await sql(
    `update communities_doors d set space_id = :to
     where d.space_id = :from and not exists
       (select 1 from communities_doors o where o.tier_id = d.tier_id and o.space_id = :to)`,
    { from, to },
    trx
  )
  await sql('delete from communities_doors where space_id = :from', { from }, trx)
  await sql(
    `update communities_spaces set state = 'disconnected', next_check_at = null where id = :from`,
    { from },
    trx
  )
}
