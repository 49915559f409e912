import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { sql } from '#app/support/sql'
import communitiesConfig from '#config/communities'
import { beginRepair } from '#plugins/communities/access/actions/begin_repair'
import { reportOutsiders } from '#plugins/communities/access/actions/report_outsiders'
import { ACCESS_LIMITS } from '#plugins/communities/access/limits'
import { now } from '#plugins/communities/clock'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Takes up runs that stand still, begins those of spaces whose time has come, and reports whom they found. */
export async function repairDue(services: CommunitiesServices): Promise<void> {
  const at = now()
  await takeUp(services, at)
  const before = DateTime.fromJSDate(at)
    .minus({ seconds: communitiesConfig.repairEvery })
    .toJSDate()
  const due = await sql<{ id: string }>(
    `select s.id from communities_spaces s
     join communities_communities c on c.id = s.community_id and c.suspended_at is null
     left join lateral (
       select max(started_at) as at from communities_repairs r where r.space_id = s.id
     ) last on true
     where s.state = 'connected' and (last.at is null or last.at <= :before)
       and (exists (select from communities_doors d where d.space_id = s.id)
         or exists (select from communities_grants g where g.space_id = s.id))
     order by last.at nulls first limit :most`,
    { before, most: ACCESS_LIMITS.repairsAtOnce }
  )
  for (const { id } of due) await beginRepair(services, { spaceId: id, askedBy: 'schedule' })
  const untold = await sql<{ id: string }>(
    `select distinct space_id as id from communities_outsiders where state = 'found' and reported_at is null
     limit :most`,
    { most: ACCESS_LIMITS.repairsAtOnce }
  )
  for (const { id } of untold) await reportOutsiders(services, id)
}

/** Runs whose process died, and those that the platform had wait. */
async function takeUp(services: CommunitiesServices, at: Date): Promise<void> {
  await db.transaction(async (trx) => {
    const runs = await sql<{ id: string }>(
      `select id from communities_repairs
       where ended_at is null and next_at <= :at and (claimed_until is null or claimed_until <= :at)
       order by next_at limit :most`,
      { at, most: ACCESS_LIMITS.repairsAtOnce },
      trx
    )
    await services.outbox.add(
      trx,
      runs.map(({ id }) => ({
        topic: 'communities.repair_space',
        key: randomUUID(),
        payload: { repairId: id },
      }))
    )
  })
}
