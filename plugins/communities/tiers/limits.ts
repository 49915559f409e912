/** Limits of tiers, each with its unit. Lengths are in UTF-16 units, as people's keyboards and platforms count them. */
export const TIER_LIMITS = {
  /** A button with it is still read on a phone. */
  name: 40,
  description: 1_000,
  perks: 10,
  perk: 100,
  /** Said as one message: Telegram's hold 4,096 characters, a card of Discord's 4,096 with everything else. */
  welcome: 1_500,
  /** Millicoins: 100,000 coins. */
  coins: 100_000_000n,
  /** Minor units of each currency. Stars of one subscription: 10,000 (core.telegram.org/bots/api#createinvoicelink). */
  money: { USD: 1_000_000n, EUR: 1_000_000n, INR: 100_000_000n, XTR: 10_000n } as Readonly<
    Record<string, bigint>
  >,
  /** Days of a tier that is bought once. */
  days: 3_650,
  trialDays: 90,
  seats: 1_000_000,
  tiersPerCommunity: 20,
  doorsPerTier: 10,
  freeReplies: 10_000,
  /** Roles that a server is asked for at most; Discord allows 250 (support.discord.com). */
  roles: 250,
} as const

/** What a tier's price may be in, in the order of the form. */
export const CURRENCIES = ['USD', 'EUR', 'INR', 'XTR'] as const
export type Currency = (typeof CURRENCIES)[number]

/** What a tier's picture may be. */
export const PICTURE_LIMITS = {
  /** Bytes. Telegram takes pictures of 5 MB by their address (core.telegram.org/bots/api#sending-files). */
  bytes: 5 * 1024 * 1024,
  /** The longer side, pixels. */
  side: 4_096,
  /** The shorter side, pixels. */
  least: 16,
  /** How long the next picture that a creator sends is taken for a tier's, seconds. */
  wait: 15 * 60,
} as const
