/** Limits around people and their accounts, each with its name and unit. */
export const IDENTITY_LIMITS = {
  /** Free replies of a guest in any {@link IDENTITY_LIMITS.guestWindowHours}. */
  guestReplies: 3,
  guestWindowHours: 24,
  /** Characters. Longer names are cut; platforms allow 64 (Telegram) and 32 (Discord) per part. */
  displayName: 100,
  /** Characters; RFC 5321 allows a path of 256 with its brackets. */
  email: 254,
  /** Characters of a platform's id of an account. */
  platformId: 255,
  /** Characters of a language tag. */
  locale: 35,
  /** Characters. The upper one bounds the work of hashing. */
  passwordMin: 10,
  passwordMax: 128,
  /** Minutes. */
  signInTokenLifetime: 15,
  /** Links of one person that work at the same time; an older one stops working. */
  signInTokens: 5,
  /** How long a process may take to see a change that another one made, milliseconds. */
  cacheTtl: 5_000,
  /** Accounts kept in memory. */
  cacheSize: 10_000,
} as const
