import db from '@adonisjs/lucid/services/db'
import type AccountModel from '#app/identity/models/account'
import { lockAccount } from '#app/identity/actions/join'
import { E_ACCOUNT_TAKEN } from '#app/identity/errors'

/**
 * Ties an account to a person. A browser may pass from one person to another; an account of a platform
 * belongs to whom it belongs.
 * @throws E_ACCOUNT_TAKEN
 */
export async function attachAccount(accountId: string, personId: string): Promise<AccountModel> {
  return db.transaction(async (trx) => {
    const account = await lockAccount(trx, accountId)
    if (account.personId === personId) return account
    if (account.personId !== null && account.platform !== 'web') {
      throw new E_ACCOUNT_TAKEN(`The ${account.platform} account belongs to another person`)
    }
    account.personId = personId
    return account.save()
  })
}
