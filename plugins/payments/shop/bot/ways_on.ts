/** What several answers of the shop offer. */
import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { ButtonLike } from '#app/bot_kit/reply'
import paymentsConfig from '#config/payments'
import { addressOf } from '#plugins/payments/shop/shop_page'
import { sealThen } from '#plugins/payments/shop/then_token'

/** A label that every platform takes. */
export function clipped(text: string, length: number = LIMITS.buttonLabel): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

/** On the web an e-mail address stands for the person, so joining is a page there. */
export function joinButton(ctx: TurnContext): ButtonLike {
  const label = clipped(ctx.t('bot.join'))
  return ctx.frontend === 'web'
    ? { label, url: `${paymentsConfig.appUrl}/sign-up?next=/buy` }
    : { label, invoke: { command: 'accept_terms' }, style: 'primary' }
}

/**
 * To the page, where other currencies and ways to pay are: from the chat page, and where the policy lets bots do it.
 * @param resume an invocation that goes on once the coins are there, packed
 */
export function webLink(ctx: TurnContext, resume?: string): ButtonLike[] {
  if (ctx.frontend !== 'web' && paymentsConfig.linksToWeb[ctx.frontend] !== true) return []
  const address = addressOf({ then: sealThen(ctx, resume) })
  return [
    { label: clipped(ctx.t('payments.shop.on_web')), url: `${paymentsConfig.appUrl}${address}` },
  ]
}
