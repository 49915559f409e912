/** Telegram's own subscriptions of channels, and how they are followed. */
export const PAID_THERE_LIMITS = {
  /** Stars for 30 days (core.telegram.org/bots/api#createchatsubscriptioninvitelink). */
  mostStars: 10_000,
  /** The only length that Telegram has, seconds (the same page). */
  period: 2_592_000,
  /** Seconds after the end of what was paid until Telegram is asked: it charges, and tells of it, at about that moment. */
  lookAfter: 5 * 60,
  /** Seconds until it is asked again that gave no clear answer; doubled each time, up to the most. */
  lookAgain: 15 * 60,
  lookAgainMost: 24 * 60 * 60,
  /** An end that moves by less than this is the same cycle, seconds: clocks and whole seconds differ. */
  sameCycle: 24 * 60 * 60,
  /** Cycles that are made up for in one go, after the bot was away. */
  cycles: 24,
  /** People, links or bans that one run takes. */
  batch: 200,
  /** Links that one run makes or revokes: Telegram takes about one call a second in a chat. */
  links: 50,
} as const
