import db from '@adonisjs/lucid/services/db'
import type { Keeper } from '#app/identity/keepers'
import { E_UNKNOWN_PERSON } from '#app/identity/errors'

interface PersonRow {
  id: string
  display_name: string
  locale: string | null
  adult_at: Date | null
  created_at: Date
  roles: string[]
}

/**
 * Everything that is kept of a person: the house's part, then each plugin's and frontend's under its name.
 * Secrets (passwords, tokens) are not in it, only that there are some.
 * @throws E_UNKNOWN_PERSON
 */
export async function exportData(
  keepers: readonly Keeper[],
  personId: string
): Promise<Readonly<Record<string, unknown>>> {
  const { rows } = await db.rawQuery<{ rows: PersonRow[] }>(
    `select id, display_name, locale, adult_at, created_at,
       array(select role from person_roles r where r.person_id = p.id order by role) as roles
     from people p where id = ? and deleted_at is null`,
    [personId]
  )
  const [person] = rows
  if (!person) throw new E_UNKNOWN_PERSON(`There is no person ${personId}`)

  const accounts = await db
    .from('accounts')
    .where('person_id', personId)
    .orderBy('created_at')
    .select('platform', 'platform_id', 'display_name', 'locale', 'created_at')
  const credentials = await db
    .from('credentials')
    .where('person_id', personId)
    .select('email', 'created_at')
  const tokens = await db
    .from('api_tokens')
    .where('tokenable_id', personId)
    .select('name', 'created_at', 'last_used_at', 'expires_at')
  const merged = await db.from('people').where('merged_into', personId).select('id')

  const kept: Record<string, unknown> = {}
  for (const { name, keeps } of keepers) {
    if (keeps.export) kept[name] = await keeps.export(personId)
  }
  return {
    exported_at: new Date(),
    person: { ...person, earlier_ids: merged.map((row: { id: string }) => row.id) },
    accounts,
    passwords: credentials,
    api_tokens: tokens,
    ...kept,
  }
}
