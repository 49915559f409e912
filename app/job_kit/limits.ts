/** Limits of the jobs, each with its name and unit. */
export const JOB_LIMITS = {
  /** Jobs that one process runs at the same time. */
  concurrency: 8,
  /** Rows that the relay takes in one go. */
  relayBatch: 100,
  /** How often the relay looks without being nudged, milliseconds. */
  pollMs: 500,
  /** Longest pause of the relay while the database is away, milliseconds. */
  outagePollMs: 5_000,
  /** A row that a process took and did not finish is taken again after this, seconds. */
  leaseSeconds: 30,
  /** A row that Redis took is offered again after this, seconds, should Redis have lost it. */
  handOverSeconds: 15 * 60,
  /** How long Redis may take to accept a batch, milliseconds. */
  acceptMs: 2_000,
  /** How long a handler may take, milliseconds. */
  handlerMs: 5 * 60 * 1000,
  /** First pause before another attempt, milliseconds; it doubles with each attempt. */
  backoffMs: 1_000,
  /** Longest pause before another attempt, milliseconds. */
  backoffCapMs: 30 * 60 * 1000,
  /** Attempts of a scheduled job; its next slot comes anyway. */
  scheduleAttempts: 3,
  /** Longest interval of a schedule, seconds. */
  scheduleSeconds: 24 * 60 * 60,
  /** Running jobs may finish for so long when the process stops, milliseconds; then they are told to abort. */
  drainMs: 3_000,
  /** After that, how long they have to heed it, milliseconds. */
  abortMs: 1_000,
  /** How long letting go of Redis may take, milliseconds. */
  closeMs: 1_500,
  /** Longest error that is kept, characters. */
  errorLength: 2_000,
} as const
