import type { TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'

/**
 * What is said instead where everybody would see the answer: in groups of platforms that have no private answers.
 * Null where the answer may be given.
 */
export function notForEveryone(ctx: TurnContext, key: string): Reply | null {
  if (ctx.place.kind !== 'group' || ctx.frontend === 'discord') return null
  return [{ kind: 'text', text: ctx.t(key), tone: 'notice' }]
}
