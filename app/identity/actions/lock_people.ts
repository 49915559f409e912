import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { AccountPlatform, Role } from '#app/identity/types'

/** So many times it begins again when accounts change hands meanwhile. */
const MOST_TRIES = 10

export interface LockedAccount {
  id: string
  platform: AccountPlatform
  platform_id: string
  display_name: string
  locale: string | null
  person_id: string | null
  banned_at: Date | null
}

export interface LockedPerson {
  id: string
  display_name: string
  banned_at: Date | null
  deleted_at: Date | null
  merged_into: string | null
  roles: Role[]
}

export interface Locked {
  accounts: readonly LockedAccount[]
  people: readonly LockedPerson[]
}

/** The accounts of the people who are about to be locked changed before they were. */
class PeopleChanged extends Error {}

interface Asked {
  accountIds?: readonly string[]
  personIds?: readonly string[]
}

/**
 * Runs a transaction that holds the locks of people (named by accounts of theirs, or by their ids) and of all their
 * accounts. Everybody locks accounts before people and each in id order, so nobody waits in a circle; where more came
 * to light while waiting, everything begins again. Foreign keys that point to people wait for none of it.
 * @param find says whose locks are needed
 * @param purpose rows that are to be deleted are locked against foreign keys from the start
 */
export async function withPeopleLocked<T>(
  find: (trx: TransactionClientContract) => Promise<Asked>,
  run: (trx: TransactionClientContract, locked: Locked) => Promise<T>,
  purpose: 'change' | 'delete' = 'change'
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction(async (trx) =>
        run(trx, await lockPeople(trx, await find(trx), purpose))
      )
    } catch (error) {
      if (!isWorthAnotherTry(error) || tries === MOST_TRIES) throw error
    }
  }
}

/** Plugins take locks of their own after ours; of two who wait in a circle Postgres ends one (40P01). */
const isWorthAnotherTry = (error: unknown): boolean =>
  error instanceof PeopleChanged ||
  (error instanceof Error && 'code' in error && error.code === '40P01')

/** People and all their accounts as they are now, without locks: to be shown. */
export async function readPeople(trx: TransactionClientContract, of: Asked): Promise<Locked> {
  const accounts = await readAccounts(trx, of, '')
  return { accounts, people: await readPersons(trx, personIdsOf(accounts, of), '') }
}

async function lockPeople(
  trx: TransactionClientContract,
  of: Asked,
  purpose: 'change' | 'delete'
): Promise<Locked> {
  const held = await readAccounts(trx, of, purpose === 'delete' ? 'for update' : LOCK)
  const people = await readPersons(trx, personIdsOf(held, of), LOCK)
  // What was committed while the locks were waited for is seen by a new look only.
  const accounts = await readAccounts(trx, of, '')
  const same =
    accounts.length === held.length &&
    accounts.every(({ id }, index) => held[index]?.id === id) &&
    personIdsOf(accounts, {}).every((id) => people.some((person) => person.id === id))
  if (!same) throw new PeopleChanged('Accounts changed hands while they were waited for')
  return { accounts, people: await readPersons(trx, personIdsOf(accounts, of), '') }
}

const LOCK = 'for no key update'

const personIdsOf = (accounts: readonly LockedAccount[], of: Asked): string[] => [
  ...new Set([...(of.personIds ?? []), ...accounts.flatMap((account) => account.person_id ?? [])]),
]

async function readAccounts(
  trx: TransactionClientContract,
  of: Asked,
  lock: string
): Promise<LockedAccount[]> {
  const { rows } = await trx.rawQuery<{ rows: LockedAccount[] }>(
    `select id, platform, platform_id, display_name, locale, person_id, banned_at from accounts
     where id = any(:accounts::uuid[]) or person_id = any(:people::uuid[]) or person_id in (
       select person_id from accounts where id = any(:accounts::uuid[])
     )
     order by id ${lock}`,
    { accounts: [...(of.accountIds ?? [])], people: [...(of.personIds ?? [])] }
  )
  return rows
}

async function readPersons(
  trx: TransactionClientContract,
  ids: string[],
  lock: string
): Promise<LockedPerson[]> {
  const { rows } = await trx.rawQuery<{ rows: LockedPerson[] }>(
    `select id, display_name, banned_at, deleted_at, merged_into,
       array(select role from person_roles r where r.person_id = p.id) as roles
     from people p where id = any(?::uuid[]) order by id ${lock}`,
    [ids]
  )
  return rows
}
