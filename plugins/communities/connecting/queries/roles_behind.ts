import { sql } from '#app/support/sql'

/** Roles that a space has to give: behind the doors of tiers that are not withdrawn, or have members still. */
export async function rolesBehind(spaceId: string): Promise<string[]> {
  const rows = await sql<{ role_id: string }>(
    `select distinct d.role_id from communities_doors d join communities_tiers t on t.id = d.tier_id
     where d.space_id = :spaceId and d.role_id is not null
       and (t.state <> 'withdrawn' or exists
         (select 1 from communities_memberships m where m.tier_id = t.id and m.state <> 'ended'))
     order by d.role_id`,
    { spaceId }
  )
  return rows.map(({ role_id: id }) => id)
}
