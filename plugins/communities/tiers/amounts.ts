/** Amounts as people type and read them. Coins are millicoins, money is in minor units, Stars are whole. */
import type { TurnContext } from '#app/bot_kit/command'
import type { TierPrice } from '#plugins/communities/queries/find_tier'

type Speaker = Pick<TurnContext, 't' | 'locale'>

/** Digits behind the point. */
const COIN_DIGITS = 3
const digitsOf = (currency: string): number => (currency === 'XTR' ? 0 : 2)

/** Reads a decimal with a point or a comma; null when it is none, or finer than the unit. */
function readDecimal(typed: string, digits: number): bigint | null {
  const match = /^(\d{1,12})(?:[.,](\d+))?$/.exec(typed.trim())
  if (!match) return null
  const [, whole = '', part = ''] = match
  return part.length > digits ? null : BigInt(whole + part.padEnd(digits, '0'))
}

export const readCoins = (typed: string): bigint | null => readDecimal(typed, COIN_DIGITS)
export const readMoney = (typed: string, currency: string): bigint | null =>
  readDecimal(typed, digitsOf(currency))

function decimalOf(amount: bigint, digits: number): `${number}` {
  const text = amount.toString().padStart(digits + 1, '0')
  // Digits with one point are a numeric literal; the template type cannot know it.
  const whole = text.slice(0, text.length - digits)
  const part = text.slice(text.length - digits)
  return (digits === 0 ? text : `${whole}.${part}`) as `${number}`
}

/** As a form shows it again: without zeros that say nothing. */
export const coinsTyped = (millicoins: bigint): string =>
  decimalOf(millicoins, COIN_DIGITS).replace(/\.?0+$/, '')
export const moneyTyped = ({ currency, amount }: TierPrice): string =>
  decimalOf(amount, digitsOf(currency))

/** What something costs in money, in a language. */
export function moneyWords(ctx: Speaker, { currency, amount }: TierPrice): string {
  if (currency === 'XTR') {
    return ctx.t('communities.tiers.money.stars', { amount: Number(amount) })
  }
  return new Intl.NumberFormat(ctx.locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    trailingZeroDisplay: 'stripIfInteger',
  }).format(decimalOf(amount, digitsOf(currency)))
}
