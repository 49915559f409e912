/** A price as it was decided: `12 USD monthly`, `500 coins monthly`, `free`. */
import { amountOf, moneyInWords, readDecimal } from '#app/support/money'
import type { Say } from '#plugins/coach/deeds/kind'
import type { TierTyped } from '#plugins/communities/api'

export type Price = Pick<TierTyped, 'period' | 'price'>

const UNITS: readonly [RegExp, Price['price']['in']][] = [
  [/coin|moneda/u, 'coins'],
  [/€|\beur/u, 'EUR'],
  [/₹|rup|\binr\b/u, 'INR'],
  [/\bstars?\b|estrella|\bxtr\b/u, 'XTR'],
  [/\$|\busd\b|dollar|d[oó]lar|\bbucks\b/u, 'USD'],
]
/** Digits of a coin behind the point. */
const COIN_DIGITS = 3

/** Reads a price; null for words that name none for certain: one amount, and what it is of. */
export function readPrice(text: string): Price | null {
  const typed = text.trim().toLowerCase()
  const period = periodOf(typed)
  if (/^(?:free|gratis|gratuit[oa])\b/u.test(typed))
    return { period, price: { in: 'coins', amount: '0' } }
  const [amount, ...others] = typed.match(/\d[\d.,]*/gu) ?? []
  if (amount === undefined || others.length > 0 || /-\s*\d/u.test(typed)) return null
  const plain = amount.replace(/[.,]+$/u, '')
  if (!/^\d{1,7}(?:[.,]\d{1,2})?$/u.test(plain)) return null
  const unit = UNITS.find(([pattern]) => pattern.test(typed))?.[1]
  return unit ? { period, price: { in: unit, amount: plain.replace(',', '.') } } : null
}

function periodOf(text: string): Price['period'] {
  if (/\b(?:year|annual)|\bañ[oa]|\banual/u.test(text)) return 'year'
  if (
    /\b(?:once|life ?time|for ?ever|one[- ]time)\b|de por vida|una vez|pago [uú]nico/u.test(text)
  ) {
    return 'lifetime'
  }
  return 'month'
}

const PERIOD_WORDS = { month: 'monthly', year: 'yearly', lifetime: 'once', once: 'once' } as const

/** As it is decided and typed. */
export const priceTyped = ({ period, price }: Price): string =>
  `${price.amount} ${price.in} ${PERIOD_WORDS[period]}`

/** As people read it, for instance "$12.00 a month". */
export function priceWords(text: string, t: Say, locale: string): string {
  const read = readPrice(text)
  if (!read) return text
  const { price, period } = read
  if (/^0+(?:\.0+)?$/u.test(price.amount)) return t('coach.deed.price.free')
  return t(`coach.deed.price.${period}`, { price: amountWords(price, t, locale) })
}

function amountWords(price: Price['price'], t: Say, locale: string): string {
  if (price.in === 'coins') {
    const coins = Number(readDecimal(price.amount, COIN_DIGITS) ?? 0n) / 1_000
    return t('coach.deed.price.coins', { coins })
  }
  return moneyInWords(amountOf(price.amount, price.in) ?? 0n, price.in, { locale, t })
}
