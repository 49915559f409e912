import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import type { CommunityText } from '#plugins/communities/connecting/community_text'
import { remember } from '#plugins/communities/history'
import type { CommunityRow, SpaceRow } from '#plugins/communities/rows'

/** Its name, what it says of itself, its language. The link stays: people have it. */
export async function changeCommunityText(
  communityId: string,
  by: string,
  { name, description, locale }: CommunityText
): Promise<void> {
  await db.transaction(async (trx) => {
    await sql(
      `update communities_communities set name = :name, description = :description, locale = :locale
       where id = :communityId`,
      { communityId, name, description, locale },
      trx
    )
    await remember(trx, { communityId, personId: by, kind: 'text_changed', data: { name } })
  })
}

/** What becomes of people who are inside and have not paid. */
export async function chooseUnpaidInside(
  communityId: string,
  by: string,
  choice: CommunityRow['unpaid_inside']
): Promise<void> {
  await db.transaction(async (trx) => {
    const changed = await sql<{ id: string }>(
      `update communities_communities set unpaid_inside = :choice
       where id = :communityId and unpaid_inside <> :choice returning id`,
      { communityId, choice },
      trx
    )
    if (changed.length === 0) return
    await remember(trx, { communityId, personId: by, kind: 'unpaid_inside', data: { choice } })
  })
}

/** Where announcements are said in a Discord server. */
export async function chooseChannel(
  { id, community_id: communityId }: SpaceRow,
  by: string,
  channelId: string
): Promise<void> {
  await db.transaction(async (trx) => {
    await sql(
      'update communities_spaces set channel_id = :channelId where id = :id',
      { id, channelId },
      trx
    )
    const data = { spaceId: id, channelId }
    await remember(trx, { communityId, personId: by, kind: 'channel_chosen', data })
  })
}
