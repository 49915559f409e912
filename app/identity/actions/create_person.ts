import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Outbox } from '#app/job_kit/types'
import type { Role } from '#app/identity/types'
import PersonModel from '#app/identity/models/person'

/**
 * Makes a person in the caller's transaction, and tells the outbox of it in the same: whoever gives welcome
 * coins hears of every person, and of none that was rolled back.
 */
export async function createPerson(
  trx: TransactionClientContract,
  outbox: Outbox,
  request: {
    displayName: string
    locale: string | null
    roles: readonly Role[]
    /** An account of theirs belonged to somebody who was deleted: they had their welcome. */
    returning?: boolean
  }
): Promise<string> {
  const { displayName, locale, roles, returning = false } = request
  const person = await PersonModel.create({ displayName, locale, returning }, { client: trx })
  await trx.table('person_roles').multiInsert(roles.map((role) => ({ person_id: person.id, role })))
  await outbox.add(trx, [
    { topic: 'identity.person_joined', key: person.id, payload: { personId: person.id } },
  ])
  return person.id
}
