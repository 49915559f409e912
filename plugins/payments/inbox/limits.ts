/** Limits of the inbox, each with its name and unit. */
export const INBOX_LIMITS = {
  /**
   * Attempts to work on an event: with the job kit's backoff about two and a half hours. Whatever is not through by
   * then is kept as failed, for an admin to replay; reconciliation finds its money in any case.
   */
  attempts: 15,
  /** Events of one statement, statements under way at once, and events that may wait for one. */
  batchSize: 128,
  inFlight: 2,
  queueDepth: 20_000,
  /** Events that one statement has worked on again. */
  replayBatch: 500,
  /** Events on a page of the admin panel. */
  pageSize: 50,
  /** Longest error that is kept with an event, characters. */
  errorLength: 1_000,
  /** Longest type and event id that are kept, characters (Stripe's ids have up to 255, stripe.com/docs/upgrades). */
  nameLength: 255,
  /**
   * Events that are through are kept so long, days: gateways redeliver for days (Stripe three, Razorpay one), people
   * dispute for months. They hold personal data, so not for ever.
   */
  keptDays: 180,
  /** Events that one statement deletes at most: each is a short lock. */
  dropBatch: 1_000,
} as const
