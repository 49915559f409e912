import type { ApplicationService } from '@adonisjs/core/types'

/** Running replies have this long to finish or to release, milliseconds. */
export const SHUTDOWN_DEADLINE_MS = 20_000

/**
 * Stops the program on SIGTERM and SIGINT: no new work, running replies finish or release; a second
 * signal, or the deadline, ends it at once.
 * @param starting settles when the start is over; a stop that comes before then waits for it, since what is
 *   half started cannot be stopped
 */
export function shutDownWithin(
  app: ApplicationService,
  starting: Promise<unknown> = Promise.resolve(),
  deadlineMs = SHUTDOWN_DEADLINE_MS
): void {
  let stopping = false
  const stop = () => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(1), deadlineMs).unref()
    void Promise.allSettled([starting]).then(() => app.terminate())
  }
  app.listen('SIGTERM', stop)
  app.listen('SIGINT', stop)
}
