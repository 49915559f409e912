/** What a tier costs with a code. Pure: coins are millicoins, money is in minor units, Stars are whole. */
import type { CodeRow, TierRow } from '#plugins/communities/rows'
import type { TierPrice } from '#plugins/communities/queries/find_tier'

/** What of a tier its price depends on. */
export type PriceableTier = Pick<TierRow, 'coins'> & { prices: readonly TierPrice[] }
/** What of a code a price depends on. */
export type PricingCode = Pick<CodeRow, 'kind' | 'value' | 'coins_off' | 'cycles'>

export interface TierCost {
  /** What one cycle costs with the code: millicoins, or minor units of the currency. 0 is free. */
  amount: bigint
  /** The same without the code. */
  full: bigint
  /** How many cycles cost `amount` before they cost `full`; null for all of them. Without a code it is null. */
  cycles: number | null
  /** Days that the code gives before anything is paid, beside the tier's own trial. */
  codeDays: number
}

const WHOLE_BP = 10_000n

/**
 * What a cycle of a tier costs. A part of a unit that a code leaves over is the fan's.
 * @param currency ISO 4217 or `XTR`, when the means are money
 * @returns null when the tier is not sold by these means
 */
export function priceOf(
  tier: PriceableTier,
  code: PricingCode | null,
  means: 'coins' | 'money',
  currency?: string
): TierCost | null {
  const full =
    means === 'coins'
      ? tier.coins
      : (tier.prices.find((price) => price.currency === currency)?.amount ?? null)
  if (full === null) return null
  if (code === null) return { amount: full, full, cycles: null, codeDays: 0 }
  if (code.kind === 'free_days') {
    return { amount: full, full, cycles: null, codeDays: code.value ?? 0 }
  }
  const [part, whole] = partLeft(tier, code)
  return { amount: (full * part) / whole, full, cycles: code.cycles, codeDays: 0 }
}

/** What is left to pay, as a fraction. */
function partLeft(tier: PriceableTier, code: PricingCode): readonly [part: bigint, whole: bigint] {
  if (code.kind === 'percent') {
    const off = BigInt(code.value ?? 0)
    return [off >= WHOLE_BP ? 0n : WHOLE_BP - off, WHOLE_BP]
  }
  // So many coins off are the same part off in money; a tier without a price in coins has nothing to measure it by.
  const coins = tier.coins ?? 0n
  if (coins === 0n) return [1n, 1n]
  const off = code.coins_off ?? 0n
  return [off >= coins ? 0n : coins - off, coins]
}

/** Whether nothing buys it: no coins, no money, and no link of Telegram's own. */
export const isPriceless = ({
  coins,
  prices,
  telegram_stars: stars,
}: PriceableTier & Pick<TierRow, 'telegram_stars'>): boolean =>
  coins === null && prices.length === 0 && stars === null
