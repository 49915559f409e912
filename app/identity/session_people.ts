import { SessionLucidUserProvider } from '@adonisjs/auth/session'
import PersonModel from '#app/identity/models/person'
import { findPerson } from '#app/identity/queries/find_person'

/** Who a session belongs to: of a person who was merged the one that they became, of one who was deleted nobody. */
export class SessionPeople extends SessionLucidUserProvider<typeof PersonModel> {
  constructor() {
    super({ model: async () => ({ default: PersonModel }) })
  }

  override async findById(identifier: string | number | BigInt) {
    const person = await findPerson(String(identifier))
    return person && !person.bannedAt ? super.findById(person.id) : null
  }
}
