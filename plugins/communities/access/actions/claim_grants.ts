import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { sql } from '#app/support/sql'
import communitiesConfig from '#config/communities'
import type { ClaimedGrant } from '#plugins/communities/access/grant'
import { ACCESS_LIMITS } from '#plugins/communities/access/limits'
import { now } from '#plugins/communities/clock'

/**
 * The spaces take turns, so that one with thousands waiting keeps nobody else from getting in. A space whose last try
 * failed is tried with one passage, and so is a platform that seems to be down; while that one is under way, nothing
 * else is.
 */
const CLAIM = `with busy as (
    select * from unnest(:spaceIds::uuid[], :counts::int[]) as b (space_id, taken)
  ), open_spaces as (
    select s.id, s.platform, coalesce(pp.failures, 0) >= :strikes as platform_fails,
      case when coalesce(p.failures, 0) > 0 then 1 else :perSpace::int end - coalesce(b.taken, 0) as room
    from communities_spaces s
    join communities_communities c on c.id = s.community_id and c.suspended_at is null
    left join communities_pace p on p.space_id = s.id
    left join communities_platform_pace pp on pp.platform = s.platform
    left join busy b on b.space_id = s.id
    where s.state = 'connected' and (p.parked_until is null or p.parked_until <= :at)
      and (pp.parked_until is null or pp.parked_until <= :at)
  ), due as (
    select g.id, o.id as space_id, o.platform, o.platform_fails, g.next_try_at,
      row_number() over (partition by o.id order by g.next_try_at, g.id) as turn
    from open_spaces o
    cross join lateral (
      select id, next_try_at from communities_grants g
      where g.space_id = o.id and g.next_try_at <= :at and (g.claimed_until is null or g.claimed_until <= :at)
      order by g.next_try_at, g.id limit greatest(o.room, 0) for update skip locked
    ) g
  ), fair as (
    select *, row_number() over (partition by platform order by turn, next_try_at, id) as place from due
  ), taken as (
    select * from fair where not platform_fails or place = 1 order by turn, next_try_at, id limit :room
  ), probes as (
    update communities_pace p set parked_until = cast(:until as timestamptz), asked = false
    where p.failures > 0 and p.space_id in (select space_id from taken)
  ), platform_probes as (
    update communities_platform_pace p set parked_until = cast(:until as timestamptz)
    where p.failures >= :strikes and p.platform in (select platform from taken)
  )
  update communities_grants g set claimed_until = :until, attempts = g.attempts + 1
  from taken t join communities_spaces s on s.id = t.space_id
  where g.id = t.id
  returning g.*, s.platform, s.platform_id as space_platform_id`

/**
 * Takes passages that are due, for this process alone until their claim is over.
 * @param taken how many this process has under way, by space
 */
export function claimGrants(
  room: number,
  taken: ReadonlyMap<string, number>
): Promise<ClaimedGrant[]> {
  const at = now()
  const until = DateTime.fromJSDate(at).plus({ seconds: communitiesConfig.access.claim }).toJSDate()
  return db.transaction(async (trx) => {
    // One at a time: a second process sees what the first one took, also that it tries a space that failed.
    await sql(`select pg_advisory_xact_lock(hashtextextended('communities.claims', 0))`, {}, trx)
    return sql<ClaimedGrant>(
      CLAIM,
      {
        room,
        at,
        until,
        spaceIds: [...taken.keys()],
        counts: [...taken.values()].map(String),
        perSpace: ACCESS_LIMITS.perSpace,
        strikes: ACCESS_LIMITS.strikes,
      },
      trx
    )
  })
}
