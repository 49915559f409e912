import type { HttpContext } from '@adonisjs/core/http'
import i18nManager from '@adonisjs/i18n/services/main'
import { Wording, type Words } from '#app/bot_kit/wording'
import { formatCoinNumber } from '#app/support/coins'
import type { Person } from '#app/identity/types'
import coinsConfig from '#config/coins'
import paymentsConfig from '#config/payments'
import { SHELVES, totalOf, type PackOffer } from '#plugins/payments/packs/pack'
import { replyPrice } from '#plugins/payments/packs/reply_price'
import type { ShopWindow } from '#plugins/payments/packs/shop_window'

/** The shop's page with what was chosen there. */
export function addressOf(chosen: { currency?: string; then: string | null }): string {
  const query = new URLSearchParams({
    ...(chosen.currency !== undefined && { currency: chosen.currency }),
    ...(chosen.then !== null && { then: chosen.then }),
  })
  return query.size > 0 ? `/buy?${query}` : '/buy'
}

/** What the view shows: everything in words already. */
export async function shopPage(
  ctx: HttpContext,
  window: ShopWindow,
  { person, then }: { person: Person | null; then: string | null }
) {
  const words = new Wording(i18nManager).in(ctx.i18n.locale)
  const { currency } = window
  return {
    guest: person === null,
    welcome: words.coins(coinsConfig.welcome),
    then,
    currency,
    next: encodeURIComponent(addressOf({ currency, then: null })),
    currencies: window.currencies.map((one) => ({
      name: one,
      label: words.t(`payments.shop.currency.${one}`),
      href: addressOf({ currency: one, then }),
      current: one === currency,
    })),
    gateways: window.gateways.map(({ name }, place) => ({
      name,
      label: words.t(`payments.shop.gateway.${name}`),
      first: place === 0,
    })),
    test: window.gateways.some(({ name }) => name === 'test'),
    shelves: SHELVES.map((shelf) => ({
      name: shelf,
      packs: window.offers
        .filter((offer) => offer.shelf === shelf)
        .map((offer) => cardOf(offer, words)),
    })).filter(({ packs }) => packs.length > 0),
    reply: words.coins(await replyPrice()),
    tax: taxOf(currency, words),
  }
}

function cardOf(offer: PackOffer, words: Words) {
  const { id, name, line, price, best, saved } = offer
  return {
    id,
    name,
    line,
    price,
    best,
    coins: words.coins(totalOf(offer)),
    bonus:
      offer.bonus > 0n
        ? words.t('payments.shop.web.bonus', {
            coins: formatCoinNumber(offer.coins, words.locale),
            bonus: words.coins(offer.bonus),
          })
        : '',
    each: words.t('payments.shop.web.each', { price: offer.coinPrice }),
    saved: saved > 0 ? words.t('payments.shop.saved', { percent: saved }) : '',
    replies: words.t('payments.shop.web.replies', { replies: offer.replies }),
  }
}

/** Prices contain it; null where there is none. */
function taxOf(currency: string, words: Words): string | null {
  const basisPoints = paymentsConfig.taxBp[currency] ?? 0
  if (basisPoints === 0) return null
  const percent = new Intl.NumberFormat(words.locale, {
    style: 'percent',
    maximumFractionDigits: 2,
  }).format(basisPoints / 10_000)
  return words.t('payments.shop.web.tax', { percent })
}
