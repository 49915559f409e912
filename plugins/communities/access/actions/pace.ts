import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { SpacePlatform } from '#app/bot_kit/spaces/space'
import { sql } from '#app/support/sql'
import { backoff } from '#plugins/communities/access/backoff'
import { ACCESS_LIMITS } from '#plugins/communities/access/limits'
import { now } from '#plugins/communities/clock'

interface At {
  spaceId: string
  platform: SpacePlatform
}

/**
 * The platform answered. What failed there before is tried again at once; if the whole platform was down, in its other
 * spaces too, unless they were asked to wait.
 */
export async function paceAnswered(
  trx: TransactionClientContract,
  { spaceId, platform }: At
): Promise<void> {
  const [before] = await sql<{ space_failed: boolean; was_down: boolean }>(
    `with space as (
       update communities_pace set failures = 0, parked_until = null, asked = false
       where space_id = :spaceId and failures > 0 returning space_id
     ), whole as (
       update communities_platform_pace p set failures = 0, parked_until = null
       from (select failures from communities_platform_pace where platform = :platform) old
       where p.platform = :platform and p.failures > 0 returning old.failures
     )
     select exists (select from space) as space_failed,
       exists (select from whole where failures >= :strikes) as was_down`,
    { spaceId, platform, strikes: ACCESS_LIMITS.strikes },
    trx
  )
  if (before?.was_down) {
    await sql(
      `update communities_pace p set parked_until = null from communities_spaces s
       where s.id = p.space_id and s.platform = :platform and p.failures > 0 and not p.asked`,
      { platform },
      trx
    )
  }
  if (before?.space_failed) {
    await sql(
      `update communities_grants set next_try_at = :at
       where space_id = :spaceId and error_kind = 'retriable' and next_try_at > :at`,
      { spaceId, at: now() },
      trx
    )
  }
}

/** It did not, or asked for a wait: its space waits. When several spaces in a row fail, the platform does. */
export async function paceFailed(
  trx: TransactionClientContract,
  { spaceId, platform, afterMs }: At & { afterMs: number | null }
): Promise<void> {
  const at = now()
  const [space] = await sql<{ failures: number }>(
    `insert into communities_pace as p (space_id, failures) values (:spaceId, 1)
     on conflict (space_id) do update set failures = p.failures + 1 returning failures`,
    { spaceId },
    trx
  )
  await sql(
    // A wait that was asked for is never cut short.
    `update communities_pace set
       parked_until = case when asked then greatest(parked_until, cast(:until as timestamptz)) else :until end,
       asked = :asked or (asked and parked_until > :at)
     where space_id = :spaceId`,
    { spaceId, at, asked: afterMs !== null, until: backoff(at, space?.failures ?? 1, afterMs) },
    trx
  )
  // Each space is one strike; those of a platform that is down already are tries of the platform.
  const [whole] = await sql<{ failures: number }>(
    `insert into communities_platform_pace as p (platform, failures) values (:platform, 1)
     on conflict (platform) do update set
       failures = p.failures + case when p.failures >= :strikes or :first then 1 else 0 end
     returning failures`,
    { platform, strikes: ACCESS_LIMITS.strikes, first: space?.failures === 1 },
    trx
  )
  const beyond = (whole?.failures ?? 0) - ACCESS_LIMITS.strikes
  if (beyond < 0) return
  await sql(
    'update communities_platform_pace set parked_until = :until where platform = :platform',
    { platform, until: backoff(at, beyond + 1, null) },
    trx
  )
}
