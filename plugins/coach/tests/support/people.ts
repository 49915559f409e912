import app from '@adonisjs/core/services/app'
import type { Frontend } from '#app/bot_kit/inbound'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import type { Person, Role } from '#app/identity/types'

/** Somebody who joined, with a conversation of theirs. */
export interface Somebody {
  person: Person
  talk: Fan
}

export async function somebody(
  role?: Role,
  { frontend = 'telegram' }: { frontend?: Frontend } = {}
): Promise<Somebody> {
  const talk = await conversation.fan({ frontend })
  const { account } = await talk.identified()
  const identity = await app.container.make('identity')
  const { person } = await identity.join(account.id)
  if (role) await identity.grantRole(person.id, role)
  return { person, talk }
}
