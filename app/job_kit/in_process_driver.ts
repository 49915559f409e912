import type { JobDriver } from '#app/job_kit/driver'
import type { TakenRow } from '#app/job_kit/outbox_store'
import type { JobRunner } from '#app/job_kit/runner'
import { JOB_LIMITS } from '#app/job_kit/limits'

/** Runs jobs in this process, straight from the outbox. */
export class InProcessDriver implements JobDriver {
  readonly name = 'in_process'
  readonly #runner: JobRunner
  readonly #onRoom: () => void
  readonly #onError: (error: unknown) => void
  #stopping = false

  /**
   * @param options.onRoom called when a slot becomes free
   * @param options.onError told of ends of jobs that could not be written down
   */
  constructor(options: {
    runner: JobRunner
    onRoom: () => void
    onError: (error: unknown) => void
  }) {
    this.#runner = options.runner
    this.#onRoom = options.onRoom
    this.#onError = options.onError
  }

  room(): number {
    return this.#stopping ? 0 : JOB_LIMITS.concurrency - this.#runner.running
  }

  async accept(rows: readonly TakenRow[]): Promise<void> {
    for (const row of rows) {
      this.#runner.run(row.id).catch(this.#onError).finally(this.#onRoom)
    }
  }

  async start(): Promise<void> {}

  async close(): Promise<void> {}

  async stop(): Promise<void> {
    this.#stopping = true
  }

  healthy(): boolean {
    return true
  }
}
