import type { Account, Person } from '#app/identity/types'
import type { ChatServices } from '#plugins/personas/services'

export interface JoinedFan {
  person: Person
  /** The welcome coins were given now. */
  welcomed: boolean
}

/** The account accepts the terms and gets its welcome coins: once for each person. */
export async function joinFan(
  { identity, ledger }: Pick<ChatServices, 'identity' | 'ledger'>,
  account: Account
): Promise<JoinedFan> {
  const { person, created } = await identity.join(account.id)
  // The ledger also hears of it by an event, which may be faster: then it is as new to the fan.
  const given = await ledger.grantWelcome(person.id)
  // Whoever deletes everything and comes back had theirs.
  const isNew = created && !(await identity.isReturning(person.id))
  return { person, welcomed: isNew || given }
}
