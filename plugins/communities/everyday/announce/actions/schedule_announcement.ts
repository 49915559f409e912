import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { ownCommunity } from '#plugins/communities/everyday/own_community'
import { EVERYDAY_LIMITS } from '#plugins/communities/everyday/limits'
import type { Scheduled, Scheduling } from '#plugins/communities/on_behalf/types'

const DAY_MS = 24 * 60 * 60 * 1000

/** Keeps an announcement for its hour, once per key. Its words were looked at by whoever wrote them. */
export async function scheduleAnnouncement(scheduling: Scheduling): Promise<Scheduled> {
  const { key, creatorId, communityId, at, inSpaces } = scheduling
  const community = await ownCommunity({ id: creatorId }, communityId)
  if (!community) return { outcome: 'not_yours' }
  const text = scheduling.text.trim()
  if (text === '') return { outcome: 'empty' }
  if (text.length > EVERYDAY_LIMITS.announcement) return { outcome: 'too_long' }
  return db.transaction(async (trx) => {
    const [locked] = await sql<{ suspended: boolean }>(
      `select suspended_at is not null as suspended from communities_communities where id = :communityId for update`,
      { communityId },
      trx
    )
    const [before] = await sql<{ id: string; scheduled_at: Date }>(
      'select id, scheduled_at from communities_announcements where key = :key',
      { key },
      trx
    )
    if (before) return { outcome: 'scheduled', announcementId: before.id, at: before.scheduled_at }
    if (locked?.suspended !== false) return { outcome: 'suspended' }
    const here = now()
    if (at <= here) return { outcome: 'over' }
    if (at.getTime() > here.getTime() + EVERYDAY_LIMITS.scheduledDays * DAY_MS) {
      return { outcome: 'too_far' }
    }
    const [waiting] = await sql<{ count: bigint }>(
      `select count(*) from communities_announcements where community_id = :communityId and state = 'scheduled'`,
      { communityId },
      trx
    )
    if (Number(waiting?.count ?? 0n) >= EVERYDAY_LIMITS.announcements) {
      return { outcome: 'too_many' }
    }
    const [row] = await sql<{ id: string }>(
      `insert into communities_announcements
         (community_id, written_by, text, state, created_at, key, scheduled_at, in_spaces)
       values (:communityId, :creatorId, :text, 'scheduled', :here, :key, :at, :inSpaces) returning id`,
      { communityId, creatorId, text, here, key, at, inSpaces },
      trx
    )
    if (!row) throw new Error('No announcement was written')
    return { outcome: 'scheduled', announcementId: row.id, at }
  })
}
