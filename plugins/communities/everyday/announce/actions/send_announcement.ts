import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { MessageDelayed } from '#app/bot_kit/messenger'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { ANNOUNCING } from '#plugins/communities/everyday/limits'
import type { CommunitiesServices } from '#plugins/communities/services'

/** How long a process that took somebody may need, milliseconds; then another one may. */
const CLAIM_MS = 60_000

/**
 * Says an announcement to the next people who wait for it, no faster than it should go, and leaves a job for the
 * rest. The messenger says it to each person once, however often this runs.
 */
export async function sendAnnouncement(
  services: Pick<CommunitiesServices, 'messenger' | 'outbox'>,
  announcementId: string,
  signal: AbortSignal
): Promise<void> {
  const people = await claim(announcementId)
  for (const { person_id: personId, attempts } of people) {
    if (signal.aborted) return
    const pause = wait(1000 / ANNOUNCING.perSecond)
    await sayTo(services, { announcementId, personId, attempts })
    await pause
  }
  await goOn(services, announcementId)
}

interface Waiting {
  person_id: string
  attempts: number
}

async function claim(announcementId: string): Promise<Waiting[]> {
  const at = now()
  return sql<Waiting>(
    `update communities_announcement_people p set try_at = :until
     from (
       select w.announcement_id, w.person_id from communities_announcement_people w
       join communities_announcements a on a.id = w.announcement_id
       where w.announcement_id = :announcementId and w.state = 'waiting' and w.try_at <= :at and a.state = 'sending'
       order by w.try_at limit :batch for update of w skip locked
     ) due
     where p.announcement_id = due.announcement_id and p.person_id = due.person_id
     returning p.person_id, p.attempts`,
    {
      announcementId,
      at,
      until: new Date(at.getTime() + CLAIM_MS),
      batch: ANNOUNCING.batch,
    }
  )
}

async function sayTo(
  { messenger }: Pick<CommunitiesServices, 'messenger'>,
  {
    announcementId,
    personId,
    attempts,
  }: { announcementId: string; personId: string; attempts: number }
): Promise<void> {
  try {
    const outcome = await messenger.say({
      key: `announcement:${announcementId}:${personId}`,
      to: { personId },
      invocation: { command: 'announced', options: { announcement: announcementId } },
    })
    await keep(announcementId, personId, outcome === 'unreachable' ? 'unreachable' : 'said')
  } catch (error) {
    if (!(error instanceof MessageDelayed)) throw error
    const again = ANNOUNCING.againAfter[attempts]
    if (again === undefined) return keep(announcementId, personId, 'unreachable')
    await sql(
      `update communities_announcement_people set attempts = attempts + 1, try_at = :at
       where announcement_id = :announcementId and person_id = :personId`,
      { announcementId, personId, at: new Date(now().getTime() + again * 1000) }
    )
  }
}

async function keep(
  announcementId: string,
  personId: string,
  state: 'said' | 'unreachable'
): Promise<void> {
  await sql(
    `update communities_announcement_people set state = :state
     where announcement_id = :announcementId and person_id = :personId`,
    { announcementId, personId, state }
  )
}

/** Another job while somebody waits who may be written to now; the end, told to its writer, when nobody waits. */
async function goOn(
  { outbox }: Pick<CommunitiesServices, 'outbox'>,
  announcementId: string
): Promise<void> {
  await db.transaction(async (trx) => {
    const at = now()
    const [left] = await sql<{ waiting: bigint; due: bigint }>(
      `select count(*) as waiting, count(*) filter (where try_at <= :at) as due
       from communities_announcement_people where announcement_id = :announcementId and state = 'waiting'`,
      { announcementId, at },
      trx
    )
    if ((left?.due ?? 0n) > 0n) {
      await outbox.add(trx, [
        {
          topic: 'communities.announce',
          key: `${announcementId}:${randomUUID()}`,
          payload: { announcementId },
        },
      ])
    }
    if ((left?.waiting ?? 0n) > 0n) return
    const ended = await sql<{ id: string }>(
      `update communities_announcements set state = 'sent', ended_at = :at
       where id = :announcementId and state = 'sending' returning id`,
      { announcementId, at },
      trx
    )
    if (ended.length === 0) return
    await outbox.add(trx, [
      {
        topic: 'communities.tell_announced',
        key: announcementId,
        payload: { announcementId },
      },
    ])
  })
}
