/** How coins are held and shared. What a coin costs and the welcome coins are in `coins.ts`. */
const ledgerConfig = {
  /** A creator's part of what a fan pays, in basis points (7000 = 70 %); the platform keeps the rest. */
  creatorShareBp: 7_000,
  /** Seconds that a hold lives when its caller names none. */
  holdLifetime: 600,
  /** Lines on one page of a statement. */
  statementPage: 6,
  /** Operations that travel to the database in one call at most. */
  batchSize: 256,
  /** Calls of one kind under way at once: while one waits for its flush, another can be worked on. */
  callsInFlight: 4,
  /**
   * A call that takes longer, milliseconds, waits for a slow disk and gives its place to another, up to so many: the
   * connections of a process are 20 in all.
   */
  slowCalls: { after: 1, inFlight: 6 },
  /** Operations of one kind that may wait; more are refused, since their callers would time out anyway. */
  queueDepth: 20_000,
  /** Expired holds that one sweep releases per transaction. */
  sweepBatch: 500,
} as const

export default ledgerConfig
