import type { Frontend } from '#app/bot_kit/inbound'
import { STARS } from '#app/support/money'

/** Currencies in which packs have prices. */
export const CURRENCIES = ['USD', 'EUR', 'INR', STARS] as const

/** What a person on the web may choose; the order in which they are offered. */
export const WEB_CURRENCIES: readonly string[] = ['USD', 'EUR', 'INR']

/** Countries that pay in euros (ecb.europa.eu, 21 with Bulgaria since 2026). */
const EURO_COUNTRIES = new Set(
  'AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK'.split(' ')
)

/**
 * The currency that prices are shown in: Telegram sells for Stars, Discord for dollars; on the web it is that of the
 * person's country, as far as the language tells it (`en-IN`, `hi`, `de`).
 * @param locale BCP 47
 */
export function usualCurrency(frontend: Frontend, locale: string): string {
  if (frontend === 'telegram') return STARS
  if (frontend === 'discord') return 'USD'
  const country = countryOf(locale)
  if (country === 'IN') return 'INR'
  return country !== undefined && EURO_COUNTRIES.has(country) ? 'EUR' : 'USD'
}

function countryOf(locale: string): string | undefined {
  try {
    return new Intl.Locale(locale).maximize().region
  } catch {
    // A browser may send anything.
    return undefined
  }
}
