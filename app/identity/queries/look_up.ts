import db from '@adonisjs/lucid/services/db'
import type { Identified } from '#app/identity/types'
import { IDENTIFIED_COLUMNS, toIdentified, type IdentifiedRow } from '#app/identity/rows'
import { normaliseEmail } from '#app/identity/sighting'
import { isUuid } from '#app/identity/queries/find_person'

const PLATFORMS = ['telegram', 'discord', 'web', 'email', 'google']

/**
 * Resolves `telegram:ID`, `discord:ID`, `web:ID`, `email:ADDRESS`, `google:ID`, or the internal id of a person or an account.
 * A person is given with their oldest account; one who was merged is given as the person that they became.
 */
export async function lookUp(reference: string): Promise<Identified | null> {
  const text = reference.trim()
  if (isUuid(text)) return byInternalId(text)
  const colon = text.indexOf(':')
  const platform = text.slice(0, colon).toLowerCase()
  const id = text.slice(colon + 1)
  if (!PLATFORMS.includes(platform) || id === '') return null
  return first('a.platform = ? and a.platform_id = ?', [
    platform,
    platform === 'email' ? normaliseEmail(id) : id,
  ])
}

function byInternalId(id: string): Promise<Identified | null> {
  return first(
    'a.person_id = (select coalesce(merged_into, id) from people where id = ?) or a.id = ?',
    [id, id]
  )
}

async function first(where: string, bindings: string[]): Promise<Identified | null> {
  const { rows } = await db.rawQuery<{ rows: IdentifiedRow[] }>(
    `select ${IDENTIFIED_COLUMNS} from accounts a left join people p on p.id = a.person_id
     where ${where} order by a.created_at, a.id limit 1`,
    bindings
  )
  return rows[0] ? toIdentified(rows[0]) : null
}
