import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Person } from '#app/identity/types'
import { PERSON_COLUMNS, toPerson, type PersonRow } from '#app/identity/rows'

/** A person with their roles; null when there is none (any more), or when the id is no id. */
export async function findPerson(
  personId: string,
  client: Pick<QueryClientContract, 'rawQuery'> = db
): Promise<Person | null> {
  if (!isUuid(personId)) return null
  const { rows } = await client.rawQuery<{ rows: PersonRow[] }>(
    `select ${PERSON_COLUMNS} from people p
     where p.id = (select coalesce(merged_into, id) from people where id = ?) and p.deleted_at is null`,
    [personId]
  )
  return rows[0] ? toPerson(rows[0]) : null
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}
