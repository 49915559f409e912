import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { HEARERS } from '#plugins/communities/everyday/announce/queries/find_announcement'
import { EVERYDAY_LIMITS } from '#plugins/communities/everyday/limits'
import { remember } from '#plugins/communities/history'
import type { CommunitiesServices } from '#plugins/communities/services'

export type Begun = {
  outcome: 'begun' | 'begun_before' | 'nobody' | 'too_many' | 'not_yours' | 'suspended'
}

/** Queues a draft for everyone who is to hear it. Pressed twice, it goes out once. */
export async function beginAnnouncement(
  { outbox }: Pick<CommunitiesServices, 'outbox'>,
  announcementId: string,
  personId: string
): Promise<Begun> {
  return db.transaction(async (trx) => {
    const [found] = await sql<{
      community_id: string
      state: string
      suspended: boolean
    }>(
      `select a.community_id, a.state, c.suspended_at is not null as suspended
       from communities_announcements a join communities_communities c on c.id = a.community_id
       where a.id::text = :announcementId and c.creator_id = :personId for update`,
      { announcementId, personId },
      trx
    )
    if (!found) return { outcome: 'not_yours' }
    if (found.state !== 'draft') return { outcome: 'begun_before' }
    if (found.suspended) return { outcome: 'suspended' }
    const at = now()
    const [recent] = await sql<{ count: bigint }>(
      `select count(*) from communities_announcements
       where community_id = :communityId and begun_at > :since`,
      { communityId: found.community_id, since: new Date(at.getTime() - 24 * 60 * 60 * 1000) },
      trx
    )
    if (Number(recent?.count ?? 0n) >= EVERYDAY_LIMITS.announcements) return { outcome: 'too_many' }
    const people = await sql<{ person_id: string }>(
      `insert into communities_announcement_people (announcement_id, person_id, try_at)
       select a.id, h.person_id, :at from communities_announcements a cross join lateral (${HEARERS}) h
       where a.id = :announcementId returning person_id`,
      { announcementId, at },
      trx
    )
    if (people.length === 0) return { outcome: 'nobody' }
    await sql(
      `update communities_announcements set state = 'sending', begun_at = :at where id = :announcementId`,
      { announcementId, at },
      trx
    )
    await remember(trx, {
      communityId: found.community_id,
      personId,
      kind: 'announced',
      data: { announcementId, people: people.length },
    })
    await outbox.add(trx, [
      {
        topic: 'communities.announce',
        key: `${announcementId}:begin`,
        payload: { announcementId },
      },
    ])
    return { outcome: 'begun' }
  })
}
