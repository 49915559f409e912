import { sql } from '#app/support/sql'
import type { SpacePlatform } from '#app/bot_kit/spaces/space'
import { isPersonProblem } from '#plugins/communities/access/problems'
import { passageOf } from '#plugins/communities/access/grant'
import { now } from '#plugins/communities/clock'
import { later } from '#plugins/communities/lifecycle/times'
import { PAID_THERE_LIMITS } from '#plugins/communities/paid_there/limits'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Whoever a creator banned, in each channel of the community that Telegram sells or sold: by the link they would pay,
 * come in, and be put out again. Telegram itself keeps them out instead, and charges them nothing.
 */
const PLAN = `with banned as (
    select l.space_id, a.platform_id
    from (select distinct space_id from communities_paid_links) l
    join communities_spaces s on s.id = l.space_id and s.state = 'connected'
    join communities_bans b on b.community_id = s.community_id
    join accounts a on a.person_id = b.person_id and a.platform = s.platform
  ), shut as (
    insert into communities_kept_out as k (space_id, platform_id, wanted, next_try_at)
    select space_id, platform_id, true, :at from banned
    on conflict (space_id, platform_id) do update set wanted = true, attempts = 0, next_try_at = excluded.next_try_at
    where not k.wanted
  )
  update communities_kept_out k set wanted = false, attempts = 0, next_try_at = :at
  where k.wanted and not exists (select from banned b
    where b.space_id = k.space_id and b.platform_id = k.platform_id)`

interface KeptOut {
  space_id: string
  platform_id: string
  wanted: boolean
  attempts: number
  platform: SpacePlatform
  space_platform_id: string
}

/** Bans and lifts bans in the channels as the communities' bans are now. */
export async function keepOut(
  services: Pick<CommunitiesServices, 'doorkeepers'>,
  signal?: AbortSignal
): Promise<void> {
  await sql(PLAN, { at: now() })
  const due = await sql<KeptOut>(
    `select k.*, s.platform, s.platform_id as space_platform_id
     from communities_kept_out k join communities_spaces s on s.id = k.space_id
     where k.next_try_at <= :at order by k.next_try_at limit :most`,
    { at: now(), most: PAID_THERE_LIMITS.batch }
  )
  for (const one of due) {
    if (signal?.aborted === true) return
    await settle(one, await isDone(services, one))
  }
}

async function isDone(
  { doorkeepers }: Pick<CommunitiesServices, 'doorkeepers'>,
  one: KeptOut
): Promise<boolean> {
  const keeper = await doorkeepers.of(one.platform)
  const passage = passageOf({ ...one, role_id: '' })
  const done = await (one.wanted ? keeper?.shutOut?.(passage) : keeper?.readmit?.(passage))
  // An administrator cannot be banned, and an account that is gone need not be.
  return done?.outcome === 'done' || (done?.outcome === 'problem' && isPersonProblem(done.problem))
}

async function settle(one: KeptOut, done: boolean): Promise<void> {
  const { space_id: spaceId, platform_id: platformId, wanted, attempts } = one
  const key = { spaceId, platformId, wanted }
  const same = 'space_id = :spaceId and platform_id = :platformId and wanted = :wanted'
  if (done && !wanted) {
    await sql(`delete from communities_kept_out where ${same}`, key)
    // Whoever bought meanwhile stood before that ban.
    await sql(
      `update communities_grants set next_try_at = :at, error_kind = null, problem = null
       where space_id = :spaceId and platform_id = :platformId and wanted = 'in' and claimed_until is null
         and problem ->> 'kind' = 'banned_there'`,
      { spaceId, platformId, at: now() }
    )
    return
  }
  const wait = PAID_THERE_LIMITS.lookAgain * 2 ** Math.min(attempts, 6)
  await sql(
    `update communities_kept_out set actual = :done, attempts = attempts + 1, next_try_at = :next where ${same}`,
    { ...key, done, next: done ? null : later(now(), wait) }
  )
}
