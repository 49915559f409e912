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
  /** Largest file of a conversation, sent or received, bytes; Telegram gives bots as much (20 MB). */
  fileBytes: 20 * 1024 * 1024,
  /** Files kept per visitor, and their bytes together; older ones are dropped. */
  files: 60,
  filesBytes: 100 * 1024 * 1024,
  /** Longest recording, seconds. */
  recordingSeconds: 5 * 60,
  /** Longest name of a file, characters; as most file systems allow. */
  fileName: 255,
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
  filesPerVisitor: { requests: 20, duration: '10 minutes' },
  filesPerIp: { requests: 60, duration: '10 minutes' },
  /** Conversations begun: a fresh cookie has free replies of its own. */
  visitorsPerIp: { requests: 60, duration: '1 hour' },
  signInPerEmail: { requests: 5, duration: '15 minutes' },
  signInPerIp: { requests: 30, duration: '15 minutes' },
  emailLinkPerEmail: { requests: 3, duration: '15 minutes' },
  tokensPerPerson: { requests: 20, duration: '1 hour' },
  signUpPerIp: { requests: 10, duration: '1 hour' },
  completionsPerVisitor: { requests: 120, duration: '1 minute' },
} as const
