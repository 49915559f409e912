/** What keeps the chats' doors within Telegram's patience, and ours. */
export const DOOR_LIMITS = {
  /** One call, seconds. */
  callSeconds: 8,
  /** No call of a try is begun after this time, milliseconds: whoever claimed a passage waits for about a minute. */
  tryMs: 25_000,
  /** A 429 that asks for no more than this is waited out once, seconds; a longer one is said. */
  waitSeconds: 3,
  /** Chats that are left alone after a 429; the rest is found out anew. */
  restingChats: 1_000,
  /** A link that a person was given works for so long, seconds. It is given more time when it is given again. */
  linkLifetime: 7 * 24 * 60 * 60,
  /**
   * Removing is a ban that is lifted at once. Should the program die in between, it ends by itself after this time,
   * seconds. Telegram takes 30 s to 366 days (core.telegram.org/bots/api#banchatmember); clocks may differ by minutes.
   */
  banSeconds: 10 * 60,
  /** A ban that ends within this time, seconds, is one of ours. */
  ownBanSeconds: 20 * 60,
  /** UTF-16 units of a link's name. */
  linkName: 32,
} as const
