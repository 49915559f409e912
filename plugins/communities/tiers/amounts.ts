/** Amounts as creators type them. Coins are millicoins, money is in minor units, Stars are whole. */
import type { TurnContext } from '#app/bot_kit/command'
import { amountOf, decimalOf, moneyInWords, readDecimal, shift } from '#app/support/money'
import type { TierPrice } from '#plugins/communities/queries/find_tier'

/** Digits of a coin behind the point. */
const COIN_DIGITS = 3

export const readCoins = (typed: string): bigint | null => readDecimal(typed, COIN_DIGITS)
export const readMoney = (typed: string, currency: string): bigint | null =>
  amountOf(typed, currency)

/** As a form shows it again: without zeros that say nothing. */
export const coinsTyped = (millicoins: bigint): string =>
  shift(millicoins, COIN_DIGITS).replace(/\.?0+$/, '')
export const moneyTyped = ({ currency, amount }: TierPrice): string => decimalOf(amount, currency)

/** What something costs in money, in a language. */
export const moneyWords = (
  ctx: Pick<TurnContext, 't' | 'locale'>,
  { currency, amount }: TierPrice
): string => moneyInWords(amount, currency, ctx)
