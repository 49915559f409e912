import logger from '@adonisjs/core/services/logger'
import communitiesConfig from '#config/communities'
import { claimGrants } from '#plugins/communities/access/actions/claim_grants'
import { workGrant } from '#plugins/communities/access/actions/work_grant'
import type { ClaimedGrant } from '#plugins/communities/access/grant'
import { ACCESS_LIMITS } from '#plugins/communities/access/limits'
import type { CommunitiesServices } from '#plugins/communities/services'

/** This process' run, and whether something became due since it last looked. */
let running: Promise<void> | null = null
let lookAgain = false

/**
 * Works on everything that is due now, {@link communitiesConfig.access.atOnce} passages at a time. One run per process:
 * who asks while one is going on has it look once more.
 * @returns when nothing is due that may be tried now, or the time is over
 */
export function workGrants(services: CommunitiesServices, signal?: AbortSignal): Promise<void> {
  lookAgain = true
  running ??= run(services, signal).finally(() => (running = null))
  return running
}

async function run(services: CommunitiesServices, signal?: AbortSignal): Promise<void> {
  const deadline = performance.now() + ACCESS_LIMITS.workMs
  const under = new Map<Promise<void>, string>()
  const mayGoOn = () => !signal?.aborted && performance.now() < deadline
  try {
    while (mayGoOn()) {
      const room = communitiesConfig.access.atOnce - under.size
      // A look beside passages under way leaves out what has no room while they are: only one with none says that nothing is due.
      const seesAll = under.size === 0
      // Cleared before looking: what becomes due meanwhile sets it again.
      lookAgain = false
      const claimed = room > 0 ? await claimGrants(room, countsOf(under.values())) : []
      for (const grant of claimed) {
        const work = workSafely(services, grant).finally(() => under.delete(work))
        under.set(work, grant.space_id)
      }
      if (under.size > 0) await Promise.race(under.keys())
      else if (claimed.length === 0 && seesAll && !lookAgain) return
    }
  } finally {
    await Promise.all(under.keys())
  }
}

/** One passage's trouble is not another's; its claim runs out, and it is taken up again. */
async function workSafely(services: CommunitiesServices, grant: ClaimedGrant): Promise<void> {
  try {
    await workGrant(services, grant)
  } catch (error) {
    logger.error({ err: error, grantId: grant.id }, 'a grant could not be worked on')
  }
}

function countsOf(spaceIds: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const id of spaceIds) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}
