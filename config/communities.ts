import { appUrl } from '#config/app'

const HOUR = 60 * 60
const DAY = 24 * HOUR

/** Premium communities: how memberships go on and end, and how doors are kept. */
const communitiesConfig = {
  appUrl,

  /** Reminders before a membership renews or ends, seconds, the longest first. */
  remindBefore: [3 * DAY, 1 * DAY] as readonly number[],
  /** How long somebody stays in whose next cycle could not be paid, seconds. */
  grace: 3 * DAY,
  /** Attempts to renew out of the wallet within the grace period, seconds after the first one. */
  renewAgainAfter: [6 * HOUR, 24 * HOUR, 48 * HOUR] as readonly number[],
  /**
   * Renewals that one sweep takes at once, and that run side by side (the ledger gathers those into one call). After each
   * batch a sweep rests for so many times as long as the batch took: a paid reply is not to wait for renewals.
   */
  renewals: { batch: 100, atOnce: 16, rest: 1.5 },
  /** A gift can be redeemed for so long, seconds; then the giver gets it back. */
  giftLifetime: 365 * DAY,
  /** Somebody who paid and cannot be let in, for a reason that is not theirs, gets it back after this time, seconds. */
  giveBackAfter: 72 * HOUR,

  access: {
    /** Passages that one process works on at once. */
    atOnce: 8,
    /** How long one try may take before another process may take it up, seconds. */
    claim: 60,
    /** Waits before a passage is tried again, seconds: doubled from the first to the last. */
    retry: { first: 2, last: 15 * 60 },
  },
  /** Every space is looked through once in this time, seconds; and its preflight is made. */
  repairEvery: 24 * HOUR,
  preflightEvery: 24 * HOUR,

  /**
   * What money is worth in coins when something other than coins is bought with it: millionths of the currency's main
   * unit (of a Star, for XTR) for a coin. A creator's share of these coins, paid out at `payouts.microPerCoin` of the
   * payments' settings, is their share of the money.
   */
  microPerCoin: { USD: 6_500n, EUR: 6_500n, INR: 540_000n, XTR: 500_000n } as Readonly<
    Record<string, bigint>
  >,
}

export default communitiesConfig
