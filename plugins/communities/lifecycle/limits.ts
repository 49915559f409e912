/** Limits of the life of a membership. */
export const LIFECYCLE_LIMITS = {
  /**
   * Seconds for which a renewal that was begun is left to who began it; longer than a hold of the ledger's lives, so
   * that whoever goes on with it finds it held, captured or released.
   */
  lease: 15 * 60,
  /** Seconds that a hold for a cycle lives (the ledger's default). */
  hold: 600,
  /** Seconds that one run of a sweep works; the next minute's goes on. */
  run: 50,
  /** Memberships that a sweep of ends or reminders takes at once. */
  batch: 500,
  /** Seconds for which a quote for a change of tier can be accepted. */
  quote: 10 * 60,
  /** A lifetime counts as used up after so many days, when a share of it is given back. */
  lifetimeDays: 365,
  /** Days that what is paid can be stretched to by a change to a cheaper tier. */
  longestDays: 3_660,
  /** Cycles and ended memberships on one page. */
  page: 6,
  /** Live memberships that are shown. */
  shown: 25,
  /** Doors that a membership's card shows; the rest is a press away. */
  doors: 4,
  /** Memberships and cycles that an export holds at most. */
  exported: 10_000,
} as const
