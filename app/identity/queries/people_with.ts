import { sql } from '#app/support/sql'
import type { Role } from '#app/identity/types'

/** People who are told something because of their role. */
const MOST = 1_000

/** Ids of those who have a role and are not banned, longest first. */
export async function peopleWith(role: Role): Promise<readonly string[]> {
  const rows = await sql<{ person_id: string }>(
    `select r.person_id from person_roles r join people p on p.id = r.person_id
     where r.role = :role and p.banned_at is null order by r.granted_at, r.person_id limit :most`,
    { role, most: MOST }
  )
  return rows.map(({ person_id: id }) => id)
}
