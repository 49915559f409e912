/** How what the coach costs is looked at. */
export const COST_LIMITS = {
  /** Days of the report, today among them. */
  days: 30,
  /** Creators on a page, and pages. */
  page: 50,
  pages: 1_000,
} as const
