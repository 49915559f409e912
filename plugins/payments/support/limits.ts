/** Limits of what people may do with their payments by themselves. */
export const SUPPORT_LIMITS = {
  /** Payments that a person is shown. */
  listed: 5,
  /** Refunds that somebody may have without asking the operator, within so many days. */
  refunds: 3,
  refundsWithinDays: 30,
} as const
