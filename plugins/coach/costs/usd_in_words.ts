/** Digits of a dollar down to its millionth. */
const DIGITS = 6

/**
 * Millionths of a US dollar in words: cents, and what is less than a cent with two digits that say something
 * (`$12.40`, `$0.0012`).
 */
export function usdInWords(micro: bigint, locale: string): string {
  const digits = micro.toString().padStart(DIGITS + 1, '0')
  const decimal = `${digits.slice(0, -DIGITS)}.${digits.slice(-DIGITS)}` as `${number}`
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    ...(micro > 0n && micro < 1_000_000n
      ? { minimumFractionDigits: 2, maximumFractionDigits: DIGITS, maximumSignificantDigits: 2 }
      : {}),
  }).format(decimal)
}
