import { DateTime } from 'luxon'
import type { Presence } from '#app/bot_kit/spaces/answers'
import type { Doorkeeper } from '#app/bot_kit/spaces/doorkeeper'
import { sql } from '#app/support/sql'
import { compareKnown } from '#plugins/communities/access/actions/compare_known'
import type { Step } from '#plugins/communities/access/actions/run_repair'
import { type ClaimedGrant, passageOf } from '#plugins/communities/access/grant'
import { ACCESS_LIMITS } from '#plugins/communities/access/limits'
import { isPersonProblem } from '#plugins/communities/access/problems'
import type { RunningRepair } from '#plugins/communities/access/repair'
import { now } from '#plugins/communities/clock'

type Looked = Pick<ClaimedGrant, 'id' | 'role_id' | 'platform_id'>

/** Where nobody is listed: some of those who are known, one by one. Those who are to be tried anyway are passed over. */
export async function lookAtSome(keeper: Doorkeeper, run: RunningRepair): Promise<Step> {
  const askedAt = now()
  const grants = await sql<Looked>(
    `select id, role_id, platform_id from communities_grants
     where space_id = :spaceId and (cast(:cursor as uuid) is null or id > :cursor) and next_try_at is null
       and (wanted = 'in' or actual <> 'out' or coalesce(revoked_at, wanted_at) > :since)
     order by id limit :batch`,
    {
      spaceId: run.space_id,
      cursor: run.cursor,
      batch: ACCESS_LIMITS.lookBatch,
      since: DateTime.fromJSDate(askedAt)
        .minus({ days: ACCESS_LIMITS.formerLookedAtDays })
        .toJSDate(),
    }
  )
  const seen: { grant: Looked; presence: Presence }[] = []
  for (let from = 0; from < grants.length; from += ACCESS_LIMITS.perSpace) {
    const some = grants.slice(from, from + ACCESS_LIMITS.perSpace)
    const presences = await Promise.all(
      some.map(async (grant) => ({
        grant,
        presence: await keeper.look(passageOf({ ...run, ...grant })),
      }))
    )
    seen.push(...presences)
    if (presences.some(({ presence }) => stops(presence))) break
  }
  return stepOf(run, { grants, seen, askedAt })
}

/** What keeps one from looking at the next ones. */
const stops = (presence: Presence): boolean =>
  presence.outcome === 'retry' ||
  (presence.outcome === 'problem' && !isPersonProblem(presence.problem))

function stepOf(
  run: RunningRepair,
  {
    grants,
    seen,
    askedAt,
  }: {
    grants: readonly Looked[]
    seen: readonly { grant: Looked; presence: Presence }[]
    askedAt: Date
  }
): Step {
  const stopped = seen.findIndex(({ presence }) => stops(presence))
  const good = stopped < 0 ? seen : seen.slice(0, stopped)
  const stop = stopped < 0 ? undefined : seen[stopped]?.presence
  if (good.length === 0 && stop?.outcome === 'retry') {
    return { outcome: 'retry', calls: seen.length, afterMs: stop.afterMs }
  }
  if (good.length === 0 && stop?.outcome === 'problem') {
    return { outcome: 'problem', calls: seen.length, kind: stop.problem.kind }
  }
  const isLast = !stop && grants.length < ACCESS_LIMITS.lookBatch
  return {
    outcome: 'compared',
    calls: seen.length,
    phase: isLast ? 'done' : 'looking',
    cursor: good.at(-1)?.grant.id ?? run.cursor,
    write: (trx) => {
      // Owners and admins are in, and stay in.
      const judged = good.filter(({ presence }) => presence.outcome !== 'runs_the_space')
      const known = judged.map(({ grant, presence }) => ({
        id: grant.id,
        isIn: presence.outcome === 'in',
        runs: presence.outcome === 'in' && presence.runs === true,
      }))
      return compareKnown(trx, run, { known, askedAt, areThere: false })
    },
  }
}
