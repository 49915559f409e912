import communitiesConfig from '#config/communities'

/** Minor units of a main unit, by currency: everything but Stars has hundredths. */
const MINOR = (currency: string): bigint => (currency === 'XTR' ? 1n : 100n)
const MICRO = 1_000_000n
const MILLICOINS = 1_000n

/**
 * What money is worth in millicoins, rounded down; nothing in a currency that has no rate.
 * @param amount minor units; whole Stars
 */
export function worthOf(amount: bigint, currency: string): bigint {
  const rate = communitiesConfig.microPerCoin[currency]
  if (rate === undefined) return 0n
  return (amount * MICRO * MILLICOINS) / (MINOR(currency) * rate)
}
