/** Limits of automatic top-ups. */
export const TOP_UP_LIMITS = {
  /** Coins that a fan may choose as the point below which it buys. */
  thresholds: [10n, 20n, 50n, 100n, 250n, 500n],
  /** A month's cap is at most so many packs: beyond it the fan buys by hand. */
  mostPacks: 100n,
  /** Seconds between two purchases, whatever the balance: coins that are owed may take a whole pack. */
  gap: 600,
  /** Declines in a row after which it pauses. */
  declines: 2,
  /** Seconds until a declined card is asked again: banks mark shops that ask at once. */
  retryAfter: 12 * 60 * 60,
  /** People whose balance one run looks at. */
  people: 500,
  /** Attempts that one run looks after. */
  attempts: 100,
  /** Seconds after which an attempt without an end is looked after; its own job has tried it by then. */
  lookAfter: 600,
  /** Seconds for which Stripe surely knows an idempotency key (docs.stripe.com/api/idempotent_requests: a day). */
  keyLifetime: 20 * 60 * 60,
  /** Characters of an amount that is typed. */
  typed: 16,
  /** Requests of one person to the page, within a minute. */
  rate: { requests: 20, duration: '1 minute' },
} as const
