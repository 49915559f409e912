import db from '@adonisjs/lucid/services/db'
import type { Account } from '#app/identity/types'
import { IDENTIFIED_COLUMNS, toIdentified, type IdentifiedRow } from '#app/identity/rows'

/** A person's accounts, oldest first. */
export async function accountsOf(personId: string): Promise<Account[]> {
  const { rows } = await db.rawQuery<{ rows: IdentifiedRow[] }>(
    `select ${IDENTIFIED_COLUMNS} from accounts a left join people p on p.id = a.person_id
     where a.person_id = ? order by a.created_at, a.id`,
    [personId]
  )
  return rows.map((row) => toIdentified(row).account)
}
