/** Words for amounts of money. An amount is a bigint of minor units; Telegram's Stars are whole. */

/** Telegram's Stars: no currency of a state, so `Intl` has no sign for them. */
export const STARS = 'XTR'

/** Formats by what they are for: making one takes a hundred times as long as using it. Both parts are few. */
const formats = new Map<string, Intl.NumberFormat>()

function formatOf(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify([locale, options])
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale, options)
    formats.set(key, format)
  }
  return format
}

/** Digits behind the point that a currency is written with; its minor unit is the last of them. */
export function fractionDigits(currency: string): number {
  if (currency === STARS) return 0
  return (
    formatOf('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  )
}

/** An amount as a plain decimal with a point, for instance `4.99`; for machines and for fields of forms. */
export function decimalOf(amount: bigint, currency: string): `${number}` {
  return shift(amount, fractionDigits(currency))
}

/** Reads a plain decimal; null when it is none, or has more digits than the currency. */
export function amountOf(decimal: string, currency: string): bigint | null {
  return readDecimal(decimal, fractionDigits(currency))
}

/** Reads a plain decimal with a point or a comma, as so many of its last digit; null when it is none, or finer. */
export function readDecimal(decimal: string, digits: number): bigint | null {
  const match = /^(\d{1,10})(?:[.,](\d+))?$/.exec(decimal.trim())
  if (!match) return null
  const [, whole = '', part = ''] = match
  return part.length > digits ? null : BigInt(whole + part.padEnd(digits, '0'))
}

/** In words of a language: `$4.99`, `4,99 €`, `₹3,49,900`; null for Stars, whose word is the caller's. */
function inCurrency(
  decimal: `${number}`,
  currency: string,
  locale: string,
  digits?: 'ceil'
): string {
  // India groups by lakhs, in English as well.
  const tag = currency === 'INR' && locale === 'en' ? 'en-IN' : locale
  return formatOf(tag, {
    style: 'currency',
    currency,
    currencyDisplay: currency === 'INR' ? 'narrowSymbol' : 'symbol',
    // ₹79 and not ₹79.00: nobody has paise.
    ...(currency === 'INR' && { trailingZeroDisplay: 'stripIfInteger' as const }),
    ...(digits && { maximumSignificantDigits: 2, roundingMode: digits }),
  }).format(decimal)
}

type Say = (key: string, data?: Record<string, unknown>) => string

/** What something costs, in a language. */
export function moneyInWords(
  amount: bigint,
  currency: string,
  words: { locale: string; t: Say }
): string {
  if (currency === STARS) {
    const stars = formatOf(words.locale, {}).format(amount)
    return words.t('money.stars', { count: amount === 1n ? 1 : 2, amount: stars })
  }
  return inCurrency(decimalOf(amount, currency), currency, words.locale)
}

/** Digits that a price per coin is computed with, beyond those of the currency. */
const FINE_DIGITS = 6

/**
 * What one coin of many costs, in a language; with two digits, and never shown lower than it is.
 * @param millicoins above zero
 */
export function coinPriceInWords(
  price: { amount: bigint; currency: string; millicoins: bigint },
  words: { locale: string; t: Say }
): string {
  const { amount, currency, millicoins } = price
  const scaled = amount * 1000n * 10n ** BigInt(FINE_DIGITS)
  const fine = (scaled + millicoins - 1n) / millicoins
  const decimal = shift(fine, fractionDigits(currency) + FINE_DIGITS)
  if (currency === STARS) {
    const stars = formatOf(words.locale, { maximumSignificantDigits: 2, roundingMode: 'ceil' })
    return words.t('money.stars', { count: 2, amount: stars.format(decimal) })
  }
  return inCurrency(decimal, currency, words.locale, 'ceil')
}

/** A number of last digits as a plain decimal with a point. */
export function shift(value: bigint, digits: number): `${number}` {
  const sign = value < 0n ? '-' : ''
  const text = (value < 0n ? -value : value).toString().padStart(digits + 1, '0')
  if (digits === 0) return `${sign}${text}` as `${number}`
  // A string of digits with one point is a numeric literal; the template type cannot know it.
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}` as `${number}`
}
