/** Limits of gifts. */
export const GIFT_LIMITS = {
  /**
   * Letters of a code, out of 32: 80 bits. With `tries` an hour for each person it would take all people on earth longer
   * than there has been one to come upon somebody's.
   */
  code: 16,
  /** Wrong codes that a person may type within an hour. */
  tries: 10,
  triesWindow: 60 * 60,
  /** Characters of a code as it is typed, with dashes and spaces. */
  typed: 40,
  /** Gifts that one run of the job gives back. */
  batch: 100,
  /** Communities and tiers that are shown to choose from. */
  shown: 20,
} as const
