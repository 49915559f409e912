import type { TurnContext } from '#app/bot_kit/command'
import type { Button, Reply } from '#app/bot_kit/reply'
import type { CapState } from '#plugins/ledger/api'
import { label } from '#plugins/personas/bot/offers'
import { untilText } from '#plugins/personas/bot/until'

/**
 * Said when somebody's own spending limit stands against something: which one, when it starts over, and where it is
 * changed.
 * @param kept i18n key: what became of what was asked for
 * @param again asks for it once more
 */
export function capReached(
  ctx: TurnContext,
  { period, cap, spent, resetsAt }: CapState,
  kept: string,
  again?: Button
): Reply {
  const limit: Button = {
    label: label(ctx.t('personas.caps.change')),
    invoke: { command: 'limits' },
  }
  return [
    {
      kind: 'text',
      tone: 'error',
      code: 'cap_reached',
      text: ctx.t(`personas.caps.${period}`, {
        cap: ctx.coins(cap),
        spent: ctx.coins(spent),
        wait: untilText(ctx, resetsAt),
        at: new Intl.DateTimeFormat(ctx.locale, {
          month: 'long',
          day: 'numeric',
          timeZone: 'UTC',
        }).format(resetsAt),
      }),
    },
    {
      kind: 'choice',
      text: ctx.t(kept),
      // Pressed too early, it says the same again.
      buttons: [limit, ...(again ? [{ ...again, singleUse: false }] : [])],
    },
  ]
}
