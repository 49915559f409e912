import db from '@adonisjs/lucid/services/db'
import type { Role } from '#app/identity/types'

/** Gives a role; one that the person has is left as it is. */
export async function grantRole(personId: string, role: Role): Promise<void> {
  await db.rawQuery(
    `insert into person_roles (person_id, role)
     select coalesce(merged_into, id), ? from people where id = ? and deleted_at is null on conflict do nothing`,
    [role, personId]
  )
}
