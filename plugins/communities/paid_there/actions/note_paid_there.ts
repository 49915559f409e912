import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import type { MemberChanged } from '#plugins/communities/access/actions/on_member_changed'
import { becomeMember } from '#plugins/communities/paid_there/actions/become_member'
import { followUntil } from '#plugins/communities/paid_there/actions/follow_until'
import { findPaidLink } from '#plugins/communities/paid_there/queries/paid_links'
import type { SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Telegram tells that somebody pays it for being in a channel. Who came by one of our links is kept, also when nobody
 * knows them yet, and becomes a member; who came by a link of the channel's own administrators is theirs alone.
 */
export async function notePaidThere(
  services: Pick<CommunitiesServices, 'outbox'>,
  event: MemberChanged,
  space: Pick<SpaceRow, 'id'>
): Promise<void> {
  if (!event.paidThere) return
  const { until, link: address } = event.paidThere
  const link = address === null ? null : await findPaidLink(space.id, address)
  const id = await db.transaction(async (trx) => {
    const key = { spaceId: space.id, platformId: event.platformId }
    if (link) {
      // An event that is older than what is known brings nothing new.
      await sql(
        `insert into communities_paid_there as p (space_id, platform_id, link_id, until, heard_at)
         values (:spaceId, :platformId, :linkId, :until, :heardAt)
         on conflict (space_id, platform_id) do update set link_id = excluded.link_id
         where p.heard_at < excluded.heard_at`,
        { ...key, linkId: link.id, until, heardAt: event.at },
        trx
      )
    }
    // That it was renewed is told without a link.
    const [known] = await sql<{ id: string }>(
      'select id from communities_paid_there where space_id = :spaceId and platform_id = :platformId',
      key,
      trx
    )
    if (known) await followUntil(services, trx, known.id, { until, heardAt: event.at })
    return known?.id ?? null
  })
  if (id !== null) await becomeMember(services, id)
}
