/**
 * What a coin is sold for, to show a money price beside every coin price (EU consumer law asks for it).
 * 100 coins cost 0.99 USD in the smallest pack, so one coin is at most 0.0099 USD.
 */
const coinsConfig = {
  currency: 'USD',
  /** Millionths of a dollar per coin. */
  microPerCoin: 9_900n,
  /** Under this many millicoins a wallet is low. */
  lowBalance: 10_000n,
  /** Given once per person on joining, millicoins. */
  welcome: 50_000n,
} as const

export default coinsConfig
