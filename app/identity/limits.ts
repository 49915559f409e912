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
  /** Letters of a link code, out of 31: 40 bits. */
  linkCodeLength: 8,
  /** Minutes. */
  linkCodeLifetime: 10,
  /** Codes that one account may type in {@link IDENTITY_LIMITS.linkTriesWindow}, right ones included. */
  linkTries: 8,
  linkTriesWindow: '1 hour',
  /** Codes that one account may ask for in {@link IDENTITY_LIMITS.linkTriesWindow}. */
  linkCodes: 20,
  /** How long a deleted person's account is still recognised, so that no second welcome is given, days. */
  departedDays: 730,
  /** Bytes of an export that a chat shows as a file; Discord takes 10 MiB, Telegram 50. The web gives any. */
  exportFileBytes: 8 * 1024 * 1024,
  /** Exports of one person. Each reads everything that is kept of them. */
  exportsPerHour: 6,
  /** API tokens of one person. */
  apiTokens: 10,
  /** Characters of a token's name. */
  apiTokenName: 60,
  /** Days. What a new token may live. */
  apiTokenDays: [30, 90, 365],
  /** Requests of one token per minute, and of one address without a valid one. */
  apiRequests: 120,
  apiStrangers: 30,
  /** How old the Telegram login widget's answer may be, seconds (core.telegram.org/widgets/login asks to check it). */
  telegramLoginAge: 24 * 60 * 60,
  /** How often it is written down that an account speaks, seconds. */
  spokeEvery: 10 * 60,
  /** How long a process may take to see a change that another one made, milliseconds. */
  cacheTtl: 5_000,
  /** Accounts kept in memory. */
  cacheSize: 10_000,
} as const
