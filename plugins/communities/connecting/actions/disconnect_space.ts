import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { connectedSpaces } from '#plugins/communities/connecting/connected_spaces'
import { behindSpace, type BehindSpace } from '#plugins/communities/connecting/queries/behind_space'
import { remember } from '#plugins/communities/history'
import type { SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

export type Disconnected =
  | { outcome: 'disconnected'; noLongerSold: readonly string[] }
  /** Members paid for nothing but this: they would be left with nothing. */
  | { outcome: 'members_inside'; behind: BehindSpace }
  | { outcome: 'gone' }

/**
 * A creator takes a space out of a community. Who is inside stays: nobody looks after it any more. Tiers that opened
 * nothing else are drafts again; while members paid for nothing but this space, it stays.
 */
export async function disconnectSpace(
  { outbox }: Pick<CommunitiesServices, 'outbox'>,
  space: SpaceRow,
  by: string
): Promise<Disconnected> {
  const result = await db.transaction<Disconnected>(async (trx) => {
    // In this order everywhere: the community, then its spaces. Whoever buys holds the tier, which is below both.
    await sql(
      'select id from communities_communities where id = :id for update',
      { id: space.community_id },
      trx
    )
    await sql(
      `select t.id from communities_tiers t join communities_doors d on d.tier_id = t.id
       where d.space_id = :id order by t.id for update of t`,
      { id: space.id },
      trx
    )
    const behind = await behindSpace(space.id, trx)
    if (behind.onlyHere > 0) return { outcome: 'members_inside', behind }
    const [gone] = await sql<{ id: string }>(
      `update communities_spaces set state = 'disconnected', next_check_at = null
       where id = :id and state <> 'disconnected' returning id`,
      { id: space.id },
      trx
    )
    if (!gone) return { outcome: 'gone' }
    const emptied = await sql<{ name: string }>(
      `update communities_tiers t set state = 'draft'
       where t.state = 'on_sale'
         and exists (select 1 from communities_doors d where d.tier_id = t.id and d.space_id = :id)
         and not exists (select 1 from communities_doors d where d.tier_id = t.id and d.space_id <> :id)
       returning t.name`,
      { id: space.id },
      trx
    )
    await sql('delete from communities_doors where space_id = :id', { id: space.id }, trx)
    await remember(trx, {
      communityId: space.community_id,
      personId: by,
      kind: 'space_disconnected',
      data: { spaceId: space.id, platform: space.platform, title: space.title },
    })
    const message = {
      topic: 'communities.doors_changed',
      key: `disconnected:${space.id}`,
      payload: { communityId: space.community_id },
    }
    await outbox.add(trx, [message])
    return { outcome: 'disconnected', noLongerSold: emptied.map(({ name }) => name) }
  })
  connectedSpaces.forget({ platform: space.platform, id: space.platform_id })
  return result
}
