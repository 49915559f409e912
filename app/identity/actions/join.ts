import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Outbox } from '#app/job_kit/types'
import AccountModel from '#app/identity/models/account'
import { createPerson } from '#app/identity/actions/create_person'
import { hasDeparted } from '#app/identity/actions/departed_accounts'
import { E_UNKNOWN_ACCOUNT } from '#app/identity/errors'

export interface Joined {
  account: AccountModel
  personId: string
  created: boolean
}

/** The account accepts the terms: it becomes a person, once however often and from wherever it is said. */
export async function join(outbox: Outbox, accountId: string): Promise<Joined> {
  return db.transaction((trx) => joinWithin(trx, outbox, accountId))
}

/**
 * {@link join}, as part of a larger use case. The account stays locked until the transaction ends.
 * @param email an address that the account is about to get
 */
export async function joinWithin(
  trx: TransactionClientContract,
  outbox: Outbox,
  accountId: string,
  email?: string
): Promise<Joined> {
  const account = await lockAccount(trx, accountId)
  if (account.personId !== null) return { account, personId: account.personId, created: false }

  const { displayName, locale } = account
  const returning = await hasDeparted(trx, [
    account,
    ...(email === undefined ? [] : [{ platform: 'email', platformId: email } as const]),
  ])
  const about = { displayName, locale, roles: ['fan'], returning } as const
  const personId = await createPerson(trx, outbox, about)
  account.personId = personId
  await account.save()
  return { account, personId, created: true }
}

/**
 * Locks an account as {@link withPeopleLocked} does: a stronger lock here would be waited for in a circle.
 * @throws E_UNKNOWN_ACCOUNT
 */
export async function lockAccount(
  trx: TransactionClientContract,
  accountId: string
): Promise<AccountModel> {
  // Lucid has no word for this lock.
  await trx.rawQuery('select from accounts where id = ? for no key update', [accountId])
  const account = await AccountModel.find(accountId, { client: trx })
  if (!account) throw new E_UNKNOWN_ACCOUNT(`There is no account ${accountId}`)
  return account
}
