import type { TurnContext } from '#app/bot_kit/command'
import type { BotErrorCode } from '#app/bot_kit/errors'
import type { Reply } from '#app/bot_kit/reply'

/** An error in the words that the whole program has for it. */
export function errorText(ctx: TurnContext, code: BotErrorCode): Reply {
  return [{ kind: 'text', tone: 'error', code, text: ctx.t(`bot.errors.${code}`) }]
}
