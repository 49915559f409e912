import db from '@adonisjs/lucid/services/db'
import hash from '@adonisjs/core/services/hash'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Outbox } from '#app/job_kit/types'
import type AccountModel from '#app/identity/models/account'
import PersonModel from '#app/identity/models/person'
import { joinWithin } from '#app/identity/actions/join'
import { E_INVALID_IDENTITY } from '#app/identity/errors'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import { cleanName, normaliseEmail } from '#app/identity/sighting'

export interface SignUpRequest {
  accountId: string
  email: string
  password: string
  displayName: string
}

export type SignedUp =
  { outcome: 'signed_up'; account: AccountModel; personId: string } | { outcome: 'email_taken' }

class EmailTaken extends Error {}

/**
 * Gives the person of a web visitor's account (made here when it was a guest) an address and a password.
 * @throws E_INVALID_IDENTITY when the caller did not validate address or password
 */
export async function signUp(outbox: Outbox, request: SignUpRequest): Promise<SignedUp> {
  const email = normaliseEmail(request.email)
  if (!/^\S+@\S+$/.test(email) || email.length > IDENTITY_LIMITS.email) {
    throw new E_INVALID_IDENTITY('Not an e-mail address')
  }
  checkPassword(request.password)
  // Before the transaction: hashing takes long on purpose, and a lock should not.
  const password = await hash.make(request.password)
  try {
    return await db.transaction(async (trx) => {
      const joined = await joinWithin(trx, outbox, request.accountId, email)
      const { personId, account } = joined
      const displayName = cleanName(request.displayName, account.displayName)
      await addCredential(trx, { personId, email, password, displayName })
      if (joined.created) {
        await PersonModel.query({ client: trx }).where('id', personId).update({ displayName })
      }
      return { outcome: 'signed_up', account, personId } as const
    })
  } catch (error) {
    if (error instanceof EmailTaken) return { outcome: 'email_taken' }
    throw error
  }
}

function checkPassword(password: string): void {
  const { passwordMin, passwordMax } = IDENTITY_LIMITS
  if (password.length < passwordMin || password.length > passwordMax) {
    throw new E_INVALID_IDENTITY(`A password has ${passwordMin} to ${passwordMax} characters`)
  }
}

async function addCredential(
  trx: TransactionClientContract,
  request: { personId: string; email: string; password: string; displayName: string }
): Promise<void> {
  const { personId, email, password, displayName } = request
  const { rowCount } = await trx.rawQuery<{ rowCount: number }>(
    `with credential as (
       insert into credentials (person_id, email, password) values (?, ?, ?)
       on conflict (lower(email)) do nothing
       returning person_id, email
     )
     insert into accounts (platform, platform_id, display_name, person_id)
     select 'email', email, ?, person_id from credential
     on conflict (platform, platform_id) do update set person_id = excluded.person_id
       where accounts.person_id is null or accounts.person_id = excluded.person_id`,
    [personId, email, password, displayName]
  )
  // Thrown, so that what the transaction made so far (maybe a person) goes away with it.
  if (rowCount === 0) throw new EmailTaken()
}
