import { createHash } from 'node:crypto'
import { fillMacros } from '#plugins/personas/cards/macros'
import type { Conversation } from '#plugins/personas/conversation'

/** What the persona says first in a conversation: one of its greetings, always the same one in the same conversation. */
export function firstWordsOf(
  { id, persona }: Pick<Conversation, 'id' | 'persona'>,
  user: string
): string {
  const greetings = [persona.greeting, ...persona.greetings]
  const at = createHash('sha256').update(id).digest().readUInt32BE() % greetings.length
  return fillMacros(greetings[at] ?? persona.greeting, { char: persona.name, user })
}
