/** Words for amounts. Arithmetic stays with bigint millicoins; nothing here is computed on. */

/** 1 coin = 1000 millicoins. */
export const MILLICOINS_PER_COIN = 1000n

/**
 * A decimal that `Intl.NumberFormat` formats exactly, since it takes decimal strings.
 * @param value the number times 10^digits
 */
function decimalString(value: bigint, digits: number): `${number}` {
  const sign = value < 0n ? '-' : ''
  const text = (value < 0n ? -value : value).toString().padStart(digits + 1, '0')
  // A string of digits with one point is a numeric literal; the template type cannot know it.
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}` as `${number}`
}

/** Formats by what they are for: making one takes a hundred times as long as using it. Languages are few. */
const formats = new Map<string, Intl.NumberFormat>()

function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${options.currency ?? ''}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale, options)
    formats.set(key, format)
  }
  return format
}

/** A number of coins in a language, without the word: `1.5`, `1,5`, `1,200`. */
export function formatCoinNumber(millicoins: bigint, locale: string): string {
  return numberFormat(locale, { maximumFractionDigits: 3 }).format(decimalString(millicoins, 3))
}

/**
 * What coins cost in money, for instance `$0.02`. At most three decimals, since a reply costs about a cent.
 * @param microPerCoin price of one coin in millionths of the currency's unit
 */
export function formatMoney(
  millicoins: bigint,
  rate: { currency: string; microPerCoin: bigint },
  locale: string
): string {
  const nano = millicoins * rate.microPerCoin
  return numberFormat(locale, {
    style: 'currency',
    currency: rate.currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: 3,
  }).format(decimalString(nano, 9))
}
