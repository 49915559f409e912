/** Limits of codes, each with its unit. */
export const CODE_LIMITS = {
  /** Codes of a community that are not withdrawn. */
  perCommunity: 100,
  /** Days of free membership that a code gives. */
  freeDays: 365,
  uses: 1_000_000,
  cycles: 120,
  /** Days until it expires. */
  days: 3_650,
  /** On one page of the list. */
  page: 6,
} as const
