import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { Members } from '#plugins/communities/access/actions/repair_listing'
import type { Found, RunningRepair } from '#plugins/communities/access/repair'
import { now } from '#plugins/communities/clock'

type Run = Pick<RunningRepair, 'space_id' | 'unpaid_inside'>

interface Outsider {
  role_id: string
  platform_id: string
}

/** Notes those who are inside and whose time is over; who was put out before and is back was not there before. */
export async function noteOutsiders(
  trx: TransactionClientContract,
  run: Pick<Run, 'space_id'>,
  outsiders: readonly Outsider[]
): Promise<void> {
  if (outsiders.length === 0) return
  await sql(
    `insert into communities_outsiders as o (space_id, role_id, platform_id, was_in_before, found_at, seen_at)
     select :spaceId, role_id, platform_id, false, cast(:at as timestamptz), cast(:at as timestamptz)
     from jsonb_to_recordset(:outsiders::jsonb) as n (role_id text, platform_id text)
     on conflict (space_id, role_id, platform_id) do update set seen_at = excluded.seen_at, was_in_before = false,
       reported_at = case when o.state = 'removed' then null else o.reported_at end,
       found_at = case when o.state = 'removed' then excluded.found_at else o.found_at end,
       state = case when o.state = 'removed' then 'found' else o.state end`,
    { spaceId: run.space_id, outsiders: JSON.stringify(outsiders), at: now() },
    trx
  )
}

/**
 * Those on a page whom nobody knows: bots and the creator aside, they are noted. Where the creator chose so, they are
 * put out, but for those who were there before the door was opened.
 */
export async function compareOutsiders(
  trx: TransactionClientContract,
  run: RunningRepair,
  members: Members
): Promise<Pick<Found, 'putOut' | 'outsiders'>> {
  const people = members.filter(({ isBot }) => !isBot)
  const values = {
    spaceId: run.space_id,
    at: now(),
    members: JSON.stringify(
      people.map(({ platformId, displayName, roleIds, runs }) => ({
        id: platformId,
        name: displayName.slice(0, 128),
        roles: roleIds,
        runs,
      }))
    ),
  }
  const [noted] = await sql<{ fresh: bigint }>(
    `with page as (
       select m.* from jsonb_to_recordset(:members::jsonb) as m (id text, name text, roles jsonb, runs boolean)
       where not exists (
         select from communities_communities c join communities_spaces s on s.community_id = c.id
         join accounts a on a.person_id = c.creator_id
         where s.id = :spaceId and a.platform = s.platform and a.platform_id = m.id)
     ), doors as (
       select distinct coalesce(role_id, '') as role_id from communities_doors where space_id = :spaceId
     ), inside as (
       select d.role_id, p.id as platform_id, p.name, p.runs,
         not exists (select from communities_baselines b where b.space_id = :spaceId and b.role_id = d.role_id) as before
       from page p join doors d on d.role_id = '' or jsonb_exists(p.roles, d.role_id)
       where not exists (select from communities_grants g
         where g.space_id = :spaceId and g.role_id = d.role_id and g.platform_id = p.id)
     ), noted as (
       insert into communities_outsiders as o
         (space_id, role_id, platform_id, display_name, was_in_before, state, found_at, seen_at)
       select :spaceId, role_id, platform_id, name, before, case when runs then 'runs' else 'found' end,
         cast(:at as timestamptz), cast(:at as timestamptz) from inside
       on conflict (space_id, role_id, platform_id) do update set
         seen_at = excluded.seen_at, display_name = excluded.display_name,
         was_in_before = o.was_in_before and o.state <> 'removed',
         reported_at = case when o.state = 'removed' then null else o.reported_at end,
         found_at = case when o.state = 'removed' then excluded.found_at else o.found_at end,
         state = case when o.state = 'removed' then excluded.state else o.state end
       returning found_at, state
     )
     select count(*) filter (where found_at = :at and state = 'found') as fresh from noted`,
    values,
    trx
  )
  const putOut =
    run.unpaid_inside === 'remove' ? await putOutOutsiders(trx, run, { before: false }) : 0
  return { outsiders: Number(noted?.fresh ?? 0n), putOut }
}

/**
 * Has those put out who are inside without having paid.
 * @param options.before also those who were there before the door was opened
 * @returns how many it is
 */
export async function putOutOutsiders(
  trx: TransactionClientContract,
  run: Pick<Run, 'space_id'>,
  { before, platformId = null }: { before: boolean; platformId?: string | null }
): Promise<number> {
  const put = await sql<{ id: string }>(
    `insert into communities_grants as g
       (community_id, space_id, role_id, platform_id, wanted, actual, next_try_at, changed_by, wanted_at, was_in_before)
     select s.community_id, o.space_id, o.role_id, o.platform_id, 'out', 'in', :at, 'repair', :at, o.was_in_before
     from communities_outsiders o join communities_spaces s on s.id = o.space_id
     where o.space_id = :spaceId and o.state = 'found' and (:before or not o.was_in_before)
       and (cast(:platformId as text) is null or o.platform_id = :platformId)
     on conflict (space_id, role_id, platform_id) do update set
       actual = 'in', next_try_at = excluded.next_try_at, attempts = 0, error_kind = null, problem = null
     where g.wanted = 'out' and g.next_try_at is null and g.claimed_until is null and g.actual <> 'out'
     returning g.id`,
    { spaceId: run.space_id, at: now(), before, platformId },
    trx
  )
  return put.length
}

/** Those who are inside no more, as a whole list of the space has told. */
export async function forgetOutsiders(
  trx: TransactionClientContract,
  run: RunningRepair
): Promise<void> {
  await sql(
    `delete from communities_outsiders
     where space_id = :spaceId and state = 'found' and seen_at < :startedAt`,
    { spaceId: run.space_id, startedAt: run.started_at },
    trx
  )
}
