/** Things that several answers offer. */
import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { Button, ButtonLike, Invocation } from '#app/bot_kit/reply'
import { formatMoney } from '#app/support/coins'
import type { Model } from '#plugins/ai/api'
import { appUrl } from '#config/app'
import coinsConfig from '#config/coins'

/** A label that every platform takes. */
export function label(text: string): string {
  return text.length <= LIMITS.buttonLabel ? text : `${text.slice(0, LIMITS.buttonLabel - 1)}…`
}

/** A price in coins and in money: "2 coins ($0.02)". Takes millicoins. */
export function priceOf(ctx: Pick<TurnContext, 'coins' | 'locale' | 't'>, price: bigint): string {
  return ctx.t('personas.price', {
    coins: ctx.coins(price),
    money: formatMoney(price, coinsConfig, ctx.locale),
  })
}

/**
 * The way to join. Telegram and Discord know who presses; on the web an e-mail address stands for the person, so
 * there it is a page. With a message, that message is answered next.
 */
export function joinOffer(ctx: TurnContext, messageId?: bigint): ButtonLike {
  const text = label(ctx.t('personas.join.button', { coins: ctx.coins(coinsConfig.welcome) }))
  if (ctx.frontend === 'web') return { label: text, url: `${appUrl}/sign-up` }
  const options = messageId === undefined ? undefined : { message: String(messageId) }
  return { label: text, invoke: { command: 'accept_terms', options }, style: 'primary' }
}

export function termsOffer(ctx: TurnContext): Button {
  return { label: label(ctx.t('personas.join.terms')), invoke: { command: 'terms' } }
}

type AnswerOptions = Readonly<Record<string, string | boolean>>

/** Answers a message that was kept. */
export const answerTo = (messageId: bigint, more: AnswerOptions = {}): Invocation => ({
  command: 'answer',
  options: { message: String(messageId), ...more },
})

/** A button that answers a message that was kept. */
export function answerOffer(text: string, messageId: bigint, more: AnswerOptions = {}): Button {
  return {
    label: label(text),
    invoke: answerTo(messageId, more),
    style: 'primary',
    singleUse: true,
  }
}

/**
 * The way to more coins.
 * @param then what could not be paid: it goes on by itself once the coins are there
 */
export function buyOffer(ctx: TurnContext, then?: Invocation): Button {
  return {
    label: label(ctx.t('personas.coins.buy')),
    invoke: then
      ? { command: 'get_coins', options: { resume: JSON.stringify(then) } }
      : { command: 'buy' },
    ...(then && { style: 'primary' }),
  }
}

/** Switches to a model; its price is on the button. With a message, that message is answered next. */
export function modelOffer(ctx: TurnContext, model: Model, messageId?: bigint): Button {
  const options = { model: model.id, price: String(model.price) }
  return {
    label: label(
      ctx.t('personas.model.use', { model: model.label, coins: ctx.coins(model.price) })
    ),
    invoke: {
      command: 'use_model',
      options: messageId === undefined ? options : { ...options, message: String(messageId) },
    },
    singleUse: messageId !== undefined,
  }
}
