/** How accounts and people come out of the database. */
import type { Account, AccountPlatform, Identified, Person, Role } from '#app/identity/types'

export interface PersonRow {
  person_id: string | null
  person_name: string | null
  person_locale: string | null
  adult_at: Date | null
  person_banned_at: Date | null
  roles: Role[]
}

export interface IdentifiedRow extends PersonRow {
  id: string
  platform: AccountPlatform
  platform_id: string
  display_name: string
  locale: string | null
  account_person_id: string | null
  banned_at: Date | null
  spoke_at: Date | null
}

/** The columns of {@link PersonRow} of a person under the alias `p`. */
export const PERSON_COLUMNS = `
  p.id as person_id, p.display_name as person_name, p.locale as person_locale,
  p.adult_at, p.banned_at as person_banned_at,
  array(select role from person_roles r where r.person_id = p.id order by granted_at, role) as roles`

/** The columns of {@link IdentifiedRow} of an account under the alias `a`, joined to its person `p`. */
export const IDENTIFIED_COLUMNS = `
  a.id, a.platform, a.platform_id, a.display_name, a.locale, a.person_id as account_person_id,
  a.banned_at, a.spoke_at, ${PERSON_COLUMNS}`

export function toPerson(row: PersonRow): Person | null {
  if (row.person_id === null) return null
  return {
    id: row.person_id,
    displayName: row.person_name ?? '',
    locale: row.person_locale,
    roles: row.roles,
    adult: row.adult_at !== null,
    bannedAt: row.person_banned_at,
  }
}

export function toIdentified(row: IdentifiedRow): Identified {
  const account: Account = {
    id: row.id,
    platform: row.platform,
    platformId: row.platform_id,
    displayName: row.display_name,
    locale: row.locale,
    personId: row.account_person_id,
    bannedAt: row.banned_at,
    spokeAt: row.spoke_at,
  }
  return { account, person: toPerson(row) }
}
