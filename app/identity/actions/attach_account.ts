import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Outbox } from '#app/job_kit/types'
import { lockAccount } from '#app/identity/actions/join'
import { E_ACCOUNT_TAKEN, E_UNKNOWN_PERSON } from '#app/identity/errors'

/**
 * Ties an account to a person. A browser may pass from one person to another; an account of a platform
 * belongs to whom it belongs.
 * @throws E_ACCOUNT_TAKEN, E_UNKNOWN_PERSON
 */
export async function attachAccount(
  outbox: Outbox,
  accountId: string,
  personId: string
): Promise<void> {
  await db.transaction(async (trx) => {
    const account = await lockAccount(trx, accountId)
    const { rows } = await trx.rawQuery<{ rows: { id: string; deleted_at: Date | null }[] }>(
      // Shared: it waits for a merge or a deletion of the person, and either is seen below.
      `select coalesce(merged_into, id) as id, deleted_at from people where id = ? for share`,
      [personId]
    )
    const [person] = rows
    if (!person || person.deleted_at) throw new E_UNKNOWN_PERSON(`There is no person ${personId}`)
    if (account.personId === person.id) return
    if (account.personId === null) return attachGuest(trx, outbox, accountId, person.id)
    if (account.platform !== 'web') {
      throw new E_ACCOUNT_TAKEN(`The ${account.platform} account belongs to another person`)
    }
    account.personId = person.id
    await account.save()
  })
}

/** A guest's account becomes a person's; what the guest said before comes along. */
export async function attachGuest(
  trx: TransactionClientContract,
  outbox: Outbox,
  accountId: string,
  personId: string
): Promise<void> {
  await trx.rawQuery(
    'update accounts set person_id = ?, updated_at = now() where id = ? and person_id is null',
    [personId, accountId]
  )
  await outbox.add(trx, [
    {
      topic: 'identity.account_attached',
      key: `${accountId}:${personId}`,
      payload: { accountId, personId },
    },
  ])
}
