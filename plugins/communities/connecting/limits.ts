/** Limits of connecting, each with its unit and where it comes from. */
export const CONNECTING_LIMITS = {
  /** Communities that one creator has: what fits two pages of buttons on a phone. */
  communitiesPerCreator: 10,
  /** Spaces of one community: a preflight asks each of them while somebody waits. */
  spacesPerCommunity: 10,
  /** Characters. A title of Discord's embeds takes 256, a button 40. */
  name: 60,
  /** Characters; on the page `/c/SLUG` and in `/join`. Discord's form fields take 4,000, a card 4,096. */
  description: 1_000,
  /** Characters of a platform's title that are kept: Telegram's longest is 128 (core.telegram.org/bots/api#setchattitle). */
  title: 128,
  /** Spaces that one run of the preflights looks at, and how many at once: platforms allow about 50 calls a second. */
  preflightBatch: 200,
  preflightAtOnce: 4,
  /** A space whose platform did not answer is looked at again after this time, seconds. */
  preflightAgainAfter: 10 * 60,
  /** How long a changed list of connected spaces may take to be seen by another process, milliseconds. */
  spacesCacheMs: 5_000,
  /** Problems that are shown at once; the rest after these. Discord's embeds take 25 fields of 6,000 letters in all. */
  problemsShown: 10,
  /** Characters of data that news to a creator carry. */
  newsData: 2_000,
  /** Characters of an admin's reason for a suspension. */
  reason: 300,
} as const
