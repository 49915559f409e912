import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { HEARERS } from '#plugins/communities/everyday/announce/queries/find_announcement'
import { ANNOUNCING } from '#plugins/communities/everyday/limits'
import { remember } from '#plugins/communities/history'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Begins every announcement whose hour has come. */
export async function beginScheduled(
  services: Pick<CommunitiesServices, 'outbox'>,
  signal: AbortSignal
): Promise<void> {
  const due = await sql<{ id: string }>(
    `select id from communities_announcements where state = 'scheduled' and scheduled_at <= :at
     order by scheduled_at limit :most`,
    { at: now(), most: ANNOUNCING.batch }
  )
  for (const { id } of due) {
    if (signal.aborted) return
    await begin(services, id)
  }
  if (due.length > 0) services.outbox.nudge()
}

interface Due {
  community_id: string
  written_by: string
  in_spaces: boolean
  /** Suspended, or closed by its creator: nothing is said in its name any more. */
  is_shut: boolean
}

/**
 * To members it goes out like any other. An opening that nobody is a member of yet is said in the spaces alone, and is
 * sent with that.
 */
async function begin(
  { outbox }: Pick<CommunitiesServices, 'outbox'>,
  announcementId: string
): Promise<void> {
  await db.transaction(async (trx) => {
    const at = now()
    const [found] = await sql<Due>(
      `select a.community_id, a.written_by, a.in_spaces, c.suspended_at is not null or c.state = 'closed' as is_shut
       from communities_announcements a join communities_communities c on c.id = a.community_id
       where a.id = :announcementId and a.state = 'scheduled' and a.scheduled_at <= :at for update of a`,
      { announcementId, at },
      trx
    )
    if (!found) return
    const people = found.is_shut
      ? []
      : await sql<{ person_id: string }>(
          `insert into communities_announcement_people (announcement_id, person_id, try_at)
           select a.id, h.person_id, :at from communities_announcements a cross join lateral (${HEARERS}) h
           where a.id = :announcementId returning person_id`,
          { announcementId, at },
          trx
        )
    const spaces =
      found.is_shut || !found.in_spaces
        ? []
        : await sql<{ id: string }>(
            `select id from communities_spaces where community_id = :communityId and state = 'connected'`,
            { communityId: found.community_id },
            trx
          )
    await sql(
      `update communities_announcements set state = :state, begun_at = :begun, ended_at = :ended where id = :announcementId`,
      {
        announcementId,
        state: found.is_shut ? 'stopped' : people.length > 0 ? 'sending' : 'sent',
        begun: found.is_shut ? null : at,
        ended: people.length > 0 ? null : at,
      },
      trx
    )
    if (!found.is_shut) {
      await remember(trx, {
        communityId: found.community_id,
        personId: found.written_by,
        kind: 'announced',
        data: { announcementId, people: people.length },
      })
    }
    const payload = { announcementId }
    await outbox.add(trx, [
      people.length > 0
        ? { topic: 'communities.announce', key: `${announcementId}:begin`, payload }
        : { topic: 'communities.tell_announced', key: announcementId, payload },
      ...spaces.map(({ id: spaceId }) => ({
        topic: 'communities.post_announcement',
        key: `${announcementId}:${spaceId}`,
        payload: { announcementId, spaceId },
      })),
    ])
  })
}
