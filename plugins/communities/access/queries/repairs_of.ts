import type { RepairRow } from '#plugins/communities/access/repair'
import { sql } from '#app/support/sql'

/** The last run of each space of a community. */
export interface LastRepair extends RepairRow {
  space_title: string
}

export function lastRepairs(communityId: string): Promise<LastRepair[]> {
  return sql<LastRepair>(
    `select distinct on (s.title, s.id) r.*, s.title as space_title
     from communities_spaces s join communities_repairs r on r.space_id = s.id
     where s.community_id = :communityId and s.state <> 'disconnected'
     order by s.title, s.id, r.started_at desc`,
    { communityId }
  )
}

export async function findRepair(id: string): Promise<RepairRow | null> {
  const [repair] = await sql<RepairRow>('select * from communities_repairs where id = :id', { id })
  return repair ?? null
}
