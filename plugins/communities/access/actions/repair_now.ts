import { sql } from '#app/support/sql'
import { beginRepair } from '#plugins/communities/access/actions/begin_repair'
import { reportOutsiders } from '#plugins/communities/access/actions/report_outsiders'
import { runRepair } from '#plugins/communities/access/actions/run_repair'
import { workGrants } from '#plugins/communities/access/actions/work_grants'
import { findRepair } from '#plugins/communities/access/queries/repairs_of'
import type { RepairRow } from '#plugins/communities/access/repair'
import { findCommunity, findCommunityBySlug } from '#plugins/communities/queries/find_community'
import type { SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What became of a space; `phase` is `listing` or `looking` where the platform had it wait, or another process is at it. */
export interface RepairedSpace {
  space: string
  phase: RepairRow['phase']
  calls: number
  seen: number
  letIn: number
  putOut: number
  outsiders: number
  failure: string | null
}

/**
 * Looks through the spaces of a community, or of all, one after the other, and works on what was found.
 * @param reference a community's id or slug; null for all
 * @returns null when there is no such community
 */
export async function repairNow(
  services: CommunitiesServices,
  reference: string | null
): Promise<readonly RepairedSpace[] | null> {
  const community =
    reference === null
      ? null
      : ((await findCommunity(reference)) ?? (await findCommunityBySlug(reference)))
  if (reference !== null && !community) return null
  const spaces = await sql<SpaceRow>(
    `select s.* from communities_spaces s join communities_communities c on c.id = s.community_id
     where s.state = 'connected' and c.suspended_at is null
       and (cast(:communityId as uuid) is null or c.id = :communityId) order by s.connected_at, s.id`,
    { communityId: community?.id ?? null }
  )
  const repaired: RepairedSpace[] = []
  for (const space of spaces) {
    const { id } = await beginRepair(services, { spaceId: space.id, askedBy: 'operator' })
    await runRepair(services, id)
    await workGrants(services)
    await reportOutsiders(services, space.id)
    const run = await findRepair(id)
    if (!run) throw new Error(`The run ${id} is gone`)
    const { phase, calls, seen, let_in: letIn, put_out: putOut, outsiders, failure } = run
    repaired.push({ space: space.title, phase, calls, seen, letIn, putOut, outsiders, failure })
  }
  return repaired
}
