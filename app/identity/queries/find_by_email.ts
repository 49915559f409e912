import db from '@adonisjs/lucid/services/db'
import type { Person } from '#app/identity/types'
import { PERSON_COLUMNS, toPerson, type PersonRow } from '#app/identity/rows'
import { normaliseEmail } from '#app/identity/sighting'

/** The person who signs in with an address; null when nobody does. */
export async function findByEmail(email: string): Promise<Person | null> {
  // Postgres takes no NUL in a text; no address has one.
  if (email.includes('\0')) return null
  const { rows } = await db.rawQuery<{ rows: PersonRow[] }>(
    `select ${PERSON_COLUMNS} from credentials c join people p on p.id = c.person_id
     where lower(c.email) = ? and p.deleted_at is null`,
    [normaliseEmail(email)]
  )
  return rows[0] ? toPerson(rows[0]) : null
}
