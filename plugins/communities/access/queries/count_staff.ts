import { sql } from '#app/support/sql'

/** How many who run a space are inside without having paid. */
export async function countStaff(spaceId: string): Promise<number> {
  const [row] = await sql<{ count: bigint }>(
    `select count(distinct o.platform_id) as count from communities_outsiders o
     where o.space_id = :spaceId and o.state = 'runs' and not exists (select from communities_paid_there t
       where t.space_id = o.space_id and t.platform_id = o.platform_id and t.over_at is null)`,
    { spaceId }
  )
  return Number(row?.count ?? 0n)
}
