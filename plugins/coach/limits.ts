/** Limits of the coach, each with its unit. */
export const COACH_LIMITS = {
  /** Messages of one creator in any 24 hours; they cost the operator money and the creator nothing. */
  messages: 50,
  windowHours: 24,
  /** Characters of one message. */
  message: 2_000,
  /** Messages that stand in a prompt word for word, the newest. */
  history: 16,
  /** Characters of one answer that are kept. */
  answer: 8_000,
  /** Tasks on one page of a chat. */
  tasks: 6,
  /** Characters of each line of a profile. */
  profile: 300,
} as const
