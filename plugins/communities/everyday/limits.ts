/** Limits of what creators do with their members from day to day. */
export const EVERYDAY_LIMITS = {
  /** Members on one page of a chat. */
  members: 6,
  /** Members in one file; the oldest are left out beyond. */
  exported: 100_000,
  /** Letters of a search. */
  search: 60,
  /** Characters of an announcement: with its frame it stays under Discord's 2,000 of a message. */
  announcement: 1_500,
  /** Announcements of one community within 24 hours. */
  announcements: 3,
  /** Days ahead that an announcement may wait for its hour. */
  scheduledDays: 366,
} as const

/** How announcements go out: slower than the platforms' limits, so that replies are not held up. */
export const ANNOUNCING = {
  /** Messages a second. Telegram allows about 30 in all (core.telegram.org/bots/faq#broadcasting-to-users). */
  perSecond: 15,
  /** People that one job writes to: a few seconds' work. */
  batch: 60,
  /** Waits before somebody who could not be reached is tried again, seconds. */
  againAfter: [60, 600, 3_600, 4 * 3_600] as readonly number[],
} as const
