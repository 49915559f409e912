/** Values of decisions as a model hands them over. */
import { comingDay } from '#plugins/coach/detect/days'
import { priceIn } from '#plugins/coach/detect/finders'
import { plain } from '#plugins/coach/detect/phrases'
import { isSaidIn } from '#plugins/coach/detect/quotes'
import type { Decision } from '#plugins/coach/programme/programme'

/** The value as it is written down, or what is wrong with it. */
export function checkValue(
  { kind, choices = [] }: Decision,
  value: string,
  now: Date
): { value: string } | { error: string } {
  switch (kind) {
    case 'choice': {
      const wanted = plain(value).replace(/[\s-]+/gu, '_')
      const found = choices.find((choice) => choice === wanted)
      return found ? { value: found } : { error: `choose one of: ${choices.join(', ')}` }
    }
    case 'price': {
      const price = priceIn(value)
      return price === null
        ? { error: 'write one price, for instance "9.99 USD monthly" or "500 coins"' }
        : { value: price }
    }
    case 'date': {
      const day = comingDay(value, now)
      return day === null
        ? { error: 'name one day that is still to come, as YYYY-MM-DD' }
        : { value: day }
    }
    case 'text':
      return /\p{L}/u.test(value) ? { value } : { error: 'write it in words' }
  }
}

/**
 * Whether a value is in what the creator said, and not brought along by the model (or by whoever told the model): a
 * value from elsewhere is asked about.
 */
export function isOwnValue({ kind }: Decision, value: string, text: string, now: Date): boolean {
  switch (kind) {
    case 'choice':
      // `telegram_group`: its name is enough, its kind may be understood.
      return plain(text).includes(value.split('_')[0] ?? value)
    case 'price': {
      const amount = Number(value.split(' ')[0])
      return [...text.matchAll(/\d+(?:[.,]\d{1,2})?/gu)].some(
        ([number]) => Number(number.replace(',', '.')) === amount
      )
    }
    case 'date':
      return comingDay(text, now) === value
    case 'text':
      return isSaidIn(text, value)
  }
}
