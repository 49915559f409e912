import type { TurnContext } from '#app/bot_kit/command'
import type { Speaker } from '#app/bot_kit/reply'

/** Who speaks: the platform shows it (`speaker`), or the words begin with it (`label`). */
export interface Signature {
  speaker?: Speaker
  label: string
}

/**
 * How the coach says who answers. In a private chat of a messenger everything comes from the bot, whoever speaks, so there
 * the words themselves begin with the coach's name; elsewhere the platform shows it.
 */
export function signatureOf({ frontend, place, t }: TurnContext): Signature {
  const name = t('coach.name')
  return frontend === 'web' || place.kind === 'group'
    ? { speaker: { name }, label: '' }
    : { label: `**${name}:** ` }
}

/** The label stands before the first word, and nowhere without one. */
export async function* signed(
  chunks: AsyncIterable<string>,
  { label }: Signature
): AsyncGenerator<string, void> {
  let isFirst = true
  for await (const chunk of chunks) {
    yield isFirst ? label + chunk : chunk
    isFirst = false
  }
}

/** What was said without its label; of a label that was shown in part, nothing. */
export function unsigned(text: string, { label }: Signature): string {
  if (text.startsWith(label)) return text.slice(label.length)
  return label.startsWith(text) ? '' : text
}
