/** Terms in a fan's words. */
import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { formatMoney } from '#app/support/coins'
import coinsConfig from '#config/coins'
import type { Offer } from '#plugins/communities/buying/quote'
import type { Expected, Terms } from '#plugins/communities/buying/purchase'
import { cycleEnd, now } from '#plugins/communities/clock'
import { dayInWords } from '#app/support/day_in_words'
import type { TierRow } from '#plugins/communities/rows'
import { moneyWords } from '#plugins/communities/tiers/amounts'

export type Speaker = Pick<TurnContext, 't' | 'locale' | 'coins'>

const DAY = 24 * 60 * 60 * 1000

/** An amount in the means of the terms; coins with their worth in money beside. */
export function amountWords(ctx: Speaker, terms: Terms, amount: bigint): string {
  if (terms.currency !== null) return moneyWords(ctx, { currency: terms.currency, amount })
  return ctx.t('communities.buying.coins', {
    coins: ctx.coins(amount),
    money: formatMoney(amount, coinsConfig, ctx.locale),
  })
}

/** What is paid now, how often, and when next: one sentence or three. */
export function termsWords(ctx: Speaker, tier: TierRow, terms: Terms, gift: boolean): string {
  const { trialDays, later } = terms
  if (terms.means === 'free') return ctx.t('communities.buying.terms.free')
  const first = terms.amount ?? terms.coins ?? 0n
  const price = amountWords(ctx, terms, first)
  const data = { price, period: tier.period, days: tier.days_once ?? 0 }
  if (trialDays > 0) {
    return (
      ctx.t('communities.buying.terms.trial', {
        ...data,
        days: trialDays,
        price: amountWords(ctx, terms, later ?? first),
        date: dayInWords(new Date(now().getTime() + trialDays * DAY), ctx.locale),
      }) + codeEnd(ctx, terms, tier)
    )
  }
  if (later === null) {
    return ctx.t(gift ? 'communities.buying.terms.gift' : 'communities.buying.terms.once', data)
  }
  const next = cycleEnd(now(), tier, 1)
  return (
    ctx.t('communities.buying.terms.renews', {
      ...data,
      later: amountWords(ctx, terms, later),
      date: next === null ? '' : dayInWords(next, ctx.locale),
    }) + codeEnd(ctx, terms, tier)
  )
}

/** The terms of an offer, with what its way to pay does beside. */
export function offerWords(ctx: Speaker, tier: TierRow, offer: Offer, gift: boolean): string {
  const { terms, wish } = offer
  const words = termsWords(ctx, tier, terms, gift)
  const tries = terms.trialDays > 0 && wish.means === 'money' && wish.gateway === 'razorpay'
  return tries ? `${words} ${ctx.t('communities.buying.terms.tried')}` : words
}

/** What it costs once a code has taken its part. */
function codeEnd(ctx: Speaker, terms: Terms, tier: TierRow): string {
  const { cycles, afterwards } = terms
  if (cycles === null || afterwards === null) return ''
  const price = amountWords(ctx, terms, afterwards)
  return ` ${ctx.t('communities.buying.terms.afterwards', { count: cycles, price, period: tier.period })}`
}

/** What stands above a way to pay. */
export const wayWords = ({ t }: Speaker, { wish }: Offer): string =>
  t(`communities.buying.way.${wish.means === 'coins' ? 'coins' : wish.gateway}`)

/** What a way's button says. */
export function payLabel(ctx: Speaker, offer: Offer, gift: boolean): string {
  const { terms, wish } = offer
  const price =
    terms.currency === null
      ? ctx.coins(terms.coins ?? 0n)
      : moneyWords(ctx, { currency: terms.currency, amount: terms.amount ?? 0n })
  const way = wayWords(ctx, offer)
  const label =
    terms.means === 'free'
      ? ctx.t('communities.buying.do.join_free')
      : terms.trialDays > 0
        ? ctx.t('communities.buying.do.try', { means: terms.means, days: terms.trialDays, way })
        : ctx.t(gift ? 'communities.buying.do.give' : 'communities.buying.do.pay', {
            means: wish.means,
            price,
            way,
          })
  return label.length <= LIMITS.buttonLabel
    ? label
    : `${label.slice(0, LIMITS.buttonLabel - 1).toWellFormed()}…`
}

/** What somebody sees before they press: other terms are not charged. */
export const seenOf = (terms: Terms): Expected => ({
  amount: (terms.means === 'money' ? terms.amount : terms.coins) ?? 0n,
  trialDays: terms.trialDays,
})
