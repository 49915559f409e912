import type { HttpContext } from '@adonisjs/core/http'
import i18nManager from '@adonisjs/i18n/services/main'
import { Wording } from '#app/bot_kit/wording'
import { cardInWords } from '#plugins/payments/gateways/stripe/card_words'
import { cardsOf, type SavedCard } from '#plugins/payments/gateways/stripe/cards'
import { StripeRefused, StripeUnavailable } from '#plugins/payments/gateways/stripe/client'
import { decimalOf, moneyInWords } from '#app/support/money'
import { offersFor } from '#plugins/payments/packs/offers_for'
import { packChoices, thresholdChoices } from '#plugins/payments/top_ups/choices'
import type { FanHere } from '#plugins/payments/top_ups/fan_here'
import { TOP_UP_LIMITS } from '#plugins/payments/top_ups/limits'
import { findTopUp, paidThisMonth } from '#plugins/payments/top_ups/queries/find_top_up'

/** The threshold that a fresh form has, coins. */
const USUAL_THRESHOLD = '50'

/** What the page of cards and top-ups shows. */
export async function topUpPage(
  ctx: HttpContext,
  here: FanHere,
  currency: string
): Promise<Record<string, unknown>> {
  const words = new Wording(i18nManager).in(ctx.i18n.locale)
  const cards = await cardsHere(here)
  const offers = await offersFor({ frontend: 'web', locale: words.locale, currency })
  const topUp = await findTopUp(here.person.id)
  const active = topUp !== null && topUp.state !== 'off'
  const typed = (name: string, usual: string): string => {
    const before: unknown = ctx.session.flashMessages.get(name)
    return typeof before === 'string' ? before : usual
  }
  const usualCap = topUp?.currency === currency ? decimalOf(topUp.monthlyCap, currency) : ''
  return {
    saved: ctx.request.qs().saved === '1',
    away: cards === null,
    cards: (cards ?? []).map((card) => ({ id: card.id, name: cardInWords(card, words) })),
    isCustomer: here.customer !== null,
    state: !active
      ? words.t('payments.top_ups.text')
      : topUp.pausedFor === null
        ? words.t('payments.top_ups.is_on')
        : words.t(`payments.top_ups.paused.${topUp.pausedFor}`),
    active,
    used: active
      ? words.t('payments.top_ups.used', {
          used: moneyInWords(
            await paidThisMonth(here.person.id, topUp.currency),
            topUp.currency,
            words
          ),
          cap: moneyInWords(topUp.monthlyCap, topUp.currency, words),
        })
      : null,
    currency,
    packs: packChoices(words, offers),
    thresholds: thresholdChoices(words),
    capLength: TOP_UP_LIMITS.typed,
    chosen: {
      pack: typed('pack', topUp?.packId ?? ''),
      threshold: typed('threshold', topUp ? String(topUp.threshold / 1000n) : USUAL_THRESHOLD),
      cap: typed('cap', usualCap),
      card: typed('card', topUp?.cardId ?? ''),
    },
  }
}

/** Null when Stripe does not say: the rest of the page works all the same. */
async function cardsHere({ stripe, customer }: FanHere): Promise<readonly SavedCard[] | null> {
  if (customer === null) return []
  try {
    return await cardsOf(stripe.client, customer)
  } catch (error) {
    // A customer that was deleted at Stripe has no cards.
    if (error instanceof StripeRefused) return []
    if (error instanceof StripeUnavailable) return null
    throw error
  }
}
