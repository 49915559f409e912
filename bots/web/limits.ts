/** Limits of the web page; those of every conversation are in `#app/bot_kit/limits`. */
export const WEB_LIMITS = {
  /** Most fields of one form. */
  formFields: 25,
  /** Longest value of a form's field, characters. */
  fieldLength: 4_000,
  /** Messages kept per visitor; older ones are dropped. */
  transcript: 300,
  /** A transcript nobody came back to is dropped after this many days. */
  transcriptDays: 90,
  /** Largest file that an answer may hold, bytes. */
  fileBytes: 8 * 1024 * 1024,
  /** Files kept per visitor. */
  files: 20,
  /** Open pages of one visitor. */
  pages: 8,
  /** How often a growing reply is sent to the page, milliseconds. */
  deltaMs: 50,
  /** How often a growing reply is kept, milliseconds. A page that comes back starts from there. */
  snapshotMs: 1_000,
  /** A running reply that was not kept for this long lost its process, milliseconds. */
  abandonedMs: 60_000,
  /** How long keeping a finished reply is tried again while the database is away, milliseconds. */
  keepTryingMs: 15_000,
} as const

/** How often something may be done, per key. */
export const WEB_RATES = {
  messagesPerVisitor: { requests: 60, duration: '1 minute' },
  messagesPerIp: { requests: 120, duration: '1 minute' },
  /** Conversations begun: a fresh cookie has free replies of its own. */
  visitorsPerIp: { requests: 60, duration: '1 hour' },
  signInPerEmail: { requests: 5, duration: '15 minutes' },
  signInPerIp: { requests: 30, duration: '15 minutes' },
  signUpPerIp: { requests: 10, duration: '1 hour' },
  completionsPerVisitor: { requests: 120, duration: '1 minute' },
} as const
