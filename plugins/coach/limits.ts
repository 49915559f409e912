/** Limits of the coach, each with its unit. */
export const COACH_LIMITS = {
  /** Messages of one creator in any 24 hours; they cost the operator money and the creator nothing. */
  messages: 50,
  windowHours: 24,
  /** Characters of one message. */
  message: 2_000,
  /** Messages that stand in a prompt word for word, the newest. */
  history: 16,
  /** Messages left from which on the creator is told how many there are. */
  leftTold: 5,
  /** Messages beyond the newest that a summary is waited for with; then they are folded into it. */
  foldAt: 8,
  /** Characters of a summary. */
  summary: 2_000,
  /** Characters of one answer; a longer one is cut there. An answer is asked to have 120 words. */
  answer: 8_000,
  /** Seconds of one answer from its beginning; a longer one is cut there. A model's own limit is 120. */
  answerSeconds: 100,
  /** A claim on a message stands so long unless it is renewed: a process that died is waited for as long, seconds. */
  claimSeconds: 30,
  renewSeconds: 10,
  /** A message waits so long for the answers before it in its project, seconds; and others for one of another process. */
  waitSeconds: 120,
  /** Between two looks at whether another process is done, milliseconds. */
  lookMs: 400,
  /** Between two looks at whether another process was told to stop an answer that is made here, milliseconds. */
  stopLookMs: 1_000,
  /** Answers that one process makes for web pages at once, and pages that look at one. */
  running: 500,
  followers: 10,
  /** Messages on one page of what was said. */
  page: 100,
  /** A private chat goes on with the coach after so many minutes of silence no more. */
  talkMinutes: 30,
  /** Tasks on one page of a chat. */
  tasks: 6,
  /** Characters of each line of a profile. */
  profile: 300,
} as const

/** How often one creator may do something; what a message costs is counted apart, per day. */
export const COACH_RATES = {
  messages: { requests: 30, duration: '1 minute' },
  changes: { requests: 60, duration: '1 minute' },
} as const
