/** Limits of buying. */
export const BUYING_LIMITS = {
  /**
   * Seconds for which a purchase that is being paid for holds a seat: as long as somebody takes to pay on a page. Whoever
   * pays later is let in where a seat is left, or gets the money back.
   */
  seat: 15 * 60,
  /** Seconds that the process which is at a purchase is given before a job takes it up. */
  left: 60,
  /** Seconds after which a checkout that nobody paid is given up; as the payments' orders. A later payment still counts. */
  checkout: 24 * 60 * 60,
  /** Purchases that one run of the job brings to an end. */
  batch: 200,
  /** Seconds that coins are held for a purchase: a job has looked at it ten times before. */
  hold: 600,
  /** Ways to pay with money that are shown at once: a keyboard is no catalogue. */
  ways: 6,
  /** Characters of a purchase's title: as a checkout takes it. */
  title: 32,
  /** Characters of a code, as it is typed. */
  code: 40,
} as const
