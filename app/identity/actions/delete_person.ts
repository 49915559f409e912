import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Outbox } from '#app/job_kit/types'
import type { DeletionOutcome } from '#app/identity/types'
import type { Keeper } from '#app/identity/keepers'
import { noteDeparted } from '#app/identity/actions/departed_accounts'
import { withPeopleLocked, type Locked } from '#app/identity/actions/lock_people'
import { E_PERSON_BUSY } from '#app/identity/errors'

interface Context {
  outbox: Outbox
  keepers: readonly Keeper[]
}

/**
 * Ends a person in one transaction: what the plugins keep becomes unreadable, accounts and everything that signs in
 * go, and the row that the books name stays without a name.
 */
export async function deletePerson(context: Context, personId: string): Promise<DeletionOutcome> {
  try {
    return await withPeopleLocked(
      async () => ({ personIds: [personId] }),
      (trx, locked) => deleteWithin(trx, context, personId, locked),
      'delete'
    )
  } catch (error) {
    if (error instanceof E_PERSON_BUSY) return { outcome: 'busy' }
    throw error
  }
}

async function deleteWithin(
  trx: TransactionClientContract,
  { outbox, keepers }: Context,
  personId: string,
  { accounts, people }: Locked
): Promise<DeletionOutcome> {
  const [person] = people
  if (!person || person.deleted_at) return { outcome: 'unknown_person' }
  // Merged since the question was asked: what would be lost is more than what was shown.
  if (person.merged_into) return { outcome: 'busy' }
  if (person.banned_at || accounts.some((account) => account.banned_at)) {
    return { outcome: 'banned' }
  }

  const accountIds = accounts.map(({ id }) => id)
  for (const { keeps } of keepers) await keeps.forget?.({ personId, accountIds, trx })

  await noteDeparted(
    trx,
    accounts.map(({ platform, platform_id }) => ({ platform, platformId: platform_id }))
  )
  await trx.from('credentials').where('person_id', personId).delete()
  await trx.from('sign_in_tokens').where('person_id', personId).delete()
  await trx.from('api_tokens').where('tokenable_id', personId).delete()
  await trx.from('person_roles').where('person_id', personId).delete()
  // Codes, claims and buttons go with their account.
  await trx.from('accounts').whereIn('id', accountIds).delete()
  await trx.rawQuery(
    `update people set display_name = '', locale = null, adult_at = null, deleted_at = now(), updated_at = now()
     where id = ? or merged_into = ?`,
    [personId, personId]
  )
  await outbox.add(trx, [
    { topic: 'identity.person_deleted', key: personId, payload: { personId } },
  ])
  return { outcome: 'deleted' }
}
