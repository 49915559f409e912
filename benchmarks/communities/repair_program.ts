/** The program's process: it fills its books, or looks through the server, and says what memory that took. */
import { DateTime, Settings } from 'luxon'
import { obey } from '../support/being_measured.js'
import { bootProgram } from '../support/program.js'
import type { Drift, Opened } from './full_server.js'

export type RepairOrder =
  | { do: 'fill'; opened: Opened; drift: Drift }
  /** @param laterSeconds how much later it is than the machine says: a dead process' claim is over by then */
  | { do: 'repair'; laterSeconds: number }

export interface Repaired {
  /** Heap in use after a collection, bytes, one for each look. */
  heap: readonly number[]
  seconds: number
}

/** Milliseconds between two looks at the heap: a collection stops everything else. */
const LOOK_MS = 2_000

await bootProgram()
// They ask for the program when they are loaded.
const { sql } = await import('#app/support/sql')

async function fill({ opened, drift }: Extract<RepairOrder, { do: 'fill' }>): Promise<void> {
  const [space] = await sql<{ id: string; community_id: string }>(
    `with community as (
       insert into communities_communities (creator_id, name, slug, locale, state, unpaid_inside)
       values (uuidv7(), 'Full house', 'full-house', 'en', 'open', 'remove') returning id
     )
     insert into communities_spaces (community_id, platform, platform_id, kind, title, connected_at, checked_at)
     select id, 'discord', :guildId, 'server', 'Full house', now(), now() from community returning id, community_id`,
    { guildId: opened.guildId }
  )
  if (!space) throw new Error('No space')
  const about = { spaceId: space.id, communityId: space.community_id, roleId: opened.roleId }
  await sql(
    `with tier as (
       insert into communities_tiers (community_id, position, name, period, link_code)
       values (:communityId, 0, 'Gold', 'month', 'full-house') returning id
     ), door as (
       insert into communities_doors (tier_id, space_id, role_id, role_name) select id, :spaceId, :roleId, 'Gold' from tier
     )
     insert into communities_baselines (space_id, role_id, taken_at) values (:spaceId, :roleId, now())`,
    about
  )
  const known = opened.memberIds.slice(0, drift.members - drift.strangers)
  await sql(
    `insert into communities_grants (community_id, space_id, role_id, platform_id, person_id, wanted, actual, changed_by,
       wanted_at, granted_at, learned_at)
     select :communityId, :spaceId, :roleId, id, uuidv7(), case when n > :paid::int then 'out' else 'in' end,
       case when n > :paid::int then 'out' else 'in' end, 'benchmark', :before, :before, :before
     from unnest(:ids::text[]) with ordinality as m (id, n)`,
    {
      ...about,
      ids: [...known],
      paid: known.length - drift.ended,
      before: DateTime.utc().minus({ hours: 1 }).toJSDate(),
    }
  )
  await sql('analyze communities_grants', {})
}

async function repair(laterSeconds: number): Promise<Repaired> {
  Settings.now = () => Date.now() + laterSeconds * 1_000
  const { repairNow } = await import('#plugins/communities/access/actions/repair_now')
  const { communitiesServices } = await import('#plugins/communities/services')
  const heap: number[] = []
  const look = setInterval(() => {
    globalThis.gc?.()
    heap.push(process.memoryUsage().heapUsed)
  }, LOOK_MS)
  const start = performance.now()
  const runs = await repairNow(await communitiesServices(), 'full-house')
  clearInterval(look)
  const run = runs?.[0]
  if (run?.phase !== 'done') throw new Error(`The run did not end: ${JSON.stringify(run)}`)
  return { heap, seconds: (performance.now() - start) / 1_000 }
}

obey(async (order: RepairOrder): Promise<Repaired | null> => {
  if (order.do === 'repair') return repair(order.laterSeconds)
  await fill(order)
  return null
})
