import { sql } from '#app/support/sql'
import { beginRepair } from '#plugins/communities/access/actions/begin_repair'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Whoever is behind a door when it is first opened was there before. So its space is looked through soon, before
 * anybody else can have come in by other ways.
 */
export async function wantBaselines(
  services: CommunitiesServices,
  communityId: string
): Promise<void> {
  const spaces = await sql<{ id: string }>(
    `select distinct s.id from communities_spaces s join communities_doors d on d.space_id = s.id
     where s.community_id = :communityId and s.state = 'connected' and not exists (
       select from communities_baselines b where b.space_id = s.id and b.role_id = coalesce(d.role_id, ''))`,
    { communityId }
  )
  for (const { id } of spaces) await beginRepair(services, { spaceId: id, askedBy: 'door' })
}
