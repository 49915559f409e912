import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { sql } from '#app/support/sql'
import { passageOf } from '#plugins/communities/access/grant'
import { ACCESS_LIMITS } from '#plugins/communities/access/limits'
import { now } from '#plugins/communities/clock'
import { tellCreator } from '#plugins/communities/connecting/tell_creator'
import { findSpace } from '#plugins/communities/queries/find_space'
import type { SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

interface Untold {
  id: string
  role_id: string
  platform_id: string
}

/** Tells the creator who is inside without having paid, all of them at once, and not more often than once an hour. */
export async function reportOutsiders(
  services: CommunitiesServices,
  spaceId: string
): Promise<void> {
  const space = await findSpace(spaceId)
  if (!space || space.state !== 'connected') return
  if (await toldLately(spaceId)) return
  const untold = await sql<Untold>(
    `select id, role_id, platform_id from communities_outsiders
     where space_id = :spaceId and state = 'found' and reported_at is null order by found_at, id limit :most`,
    { spaceId, most: ACCESS_LIMITS.outsidersLookedAt + 1 }
  )
  // Of a few it is worth asking whether they run the place; of a crowd the report says how many.
  if (untold.length <= ACCESS_LIMITS.outsidersLookedAt) {
    await passOverWhoRunsIt(services, space, untold)
  }
  await db.transaction(async (trx) => {
    const at = now()
    const told = await sql<{ was_in_before: boolean }>(
      `update communities_outsiders o set reported_at = :at
       where space_id = :spaceId and state = 'found' and reported_at is null
         and not exists (select from communities_grants g where g.space_id = o.space_id and g.role_id = o.role_id
           and g.platform_id = o.platform_id and g.next_try_at is not null)
       returning was_in_before`,
      { spaceId, at },
      trx
    )
    if (told.length === 0) return
    await tellCreator(
      services,
      {
        communityId: space.community_id,
        key: `outsiders:${spaceId}:${at.getTime()}`,
        kind: 'communities.access.tell.outsiders',
        data: {
          space: space.title,
          count: told.length,
          before: told.filter((one) => one.was_in_before).length,
        },
        button: {
          label: 'communities.access.outsiders.button',
          invoke: { command: 'access_outsiders', options: { space: spaceId } },
        },
      },
      trx
    )
  })
}

async function toldLately(spaceId: string): Promise<boolean> {
  const since = DateTime.fromJSDate(now()).minus({ seconds: ACCESS_LIMITS.reportEvery }).toJSDate()
  const [row] = await sql<{ id: string }>(
    `select id from communities_outsiders where space_id = :spaceId and reported_at > :since limit 1`,
    { spaceId, since }
  )
  return row !== undefined
}

async function passOverWhoRunsIt(
  services: CommunitiesServices,
  space: SpaceRow,
  untold: readonly Untold[]
): Promise<void> {
  const keeper = await services.doorkeepers.of(space.platform)
  if (!keeper) return
  for (const outsider of untold) {
    const presence = await keeper.look(
      passageOf({ ...outsider, platform: space.platform, space_platform_id: space.platform_id })
    )
    if (presence.outcome === 'retry') return
    const runs =
      presence.outcome === 'runs_the_space' || (presence.outcome === 'in' && presence.runs)
    if (!runs) continue
    await sql(`update communities_outsiders set state = 'runs' where id = :id`, { id: outsider.id })
  }
}
