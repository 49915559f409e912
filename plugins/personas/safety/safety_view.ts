import type { TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import type { Check, ModerationService } from '#plugins/moderation/api'

/** What a fan is told instead of an answer: why not, or who helps. Nothing was charged. */
export function stoppedReply(
  ctx: Pick<TurnContext, 't' | 'locale' | 'account'>,
  moderation: ModerationService,
  check: Exclude<Check, { outcome: 'fine' }>
): Reply {
  switch (check.outcome) {
    case 'blocked':
      return [
        {
          kind: 'text',
          tone: 'error',
          code: 'blocked_content',
          text: ctx.t(`moderation.blocked.${check.category}`),
        },
      ]
    case 'crisis': {
      // The platform's tag has the region that the answer's language has not.
      const help = moderation.crisisHelp(ctx.account.locale ?? ctx.locale, 'story')
      return [{ kind: 'choice', text: help.text, buttons: help.links }]
    }
  }
}
