import app from '@adonisjs/core/services/app'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import type { Person, Role } from '#app/identity/types'

/** Somebody who joined, with a conversation of theirs. */
export interface Somebody {
  person: Person
  talk: Fan
}

export async function somebody(role?: Role): Promise<Somebody> {
  const talk = await conversation.fan()
  const { account } = await talk.identified()
  const identity = await app.container.make('identity')
  const { person } = await identity.join(account.id)
  if (role) await identity.grantRole(person.id, role)
  return { person, talk }
}
