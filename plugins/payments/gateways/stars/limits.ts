/** Limits of Stars, each with its unit and source. */
export const STARS_LIMITS = {
  /** The one length of a subscription, seconds, and its highest price (core.telegram.org/bots/api#createinvoicelink). */
  subscriptionSeconds: 2_592_000,
  subscriptionStars: 10_000,
  /** A payment that we know nothing of is looked for so far back, days. */
  lookBackDays: 180,
  /** Transactions that one look reads at most: a hundred calls. */
  lookTransactions: 10_000,
  /**
   * Between "you may pay" and the payment, seconds: another attempt on the same invoice within them is told to wait,
   * so that two devices do not pay it twice.
   */
  payingSeconds: 30,
  /**
   * A month may be renewed so long before it ends, seconds. Telegram does not say when it takes the next payment, only
   * that it is for the month after.
   */
  renewalSeconds: 3 * 24 * 60 * 60,
  /** Running subscriptions of one person that are known of, and those that are shown. */
  subscriptions: 100,
  shown: 6,
} as const
