import { DateTime } from 'luxon'
import { formatCoinNumber } from '#app/support/coins'
import type { TakenEarnings } from '#plugins/payments/queries/taken_earnings'

/** Earnings that went, as the creator's page shows them. */
export function takenLine(
  { at, kind, amount, givenBack }: TakenEarnings,
  words: { locale: string; t(key: string): string }
): { day: string; coins: string; why: string } {
  return {
    day: DateTime.fromJSDate(at, { zone: 'utc' }).setLocale(words.locale).toLocaleString(),
    coins: formatCoinNumber(givenBack ? amount : -amount, words.locale),
    why: words.t(`payments.core.taken.${kind}${givenBack ? '_back' : ''}`),
  }
}
