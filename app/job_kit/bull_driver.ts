import type { JobOptions, Queue } from 'bull'
import type { JobDriver } from '#app/job_kit/driver'
import type { OutboxStore, TakenRow } from '#app/job_kit/outbox_store'
import type { JobRunner } from '#app/job_kit/runner'
import { JOB_LIMITS } from '#app/job_kit/limits'

const DEFAULT_QUEUE = 'greenroom-jobs'

interface QueuedJob {
  /** The outbox row's id; a string, since JSON has no bigint. */
  row: string
}

/**
 * Spreads jobs over processes through bull. Attempts, backoff and the dead are the outbox's: bull is told to
 * forget a job when its attempt ended, whatever the end, and gets the next attempt as a job of its own. So
 * nothing that matters lives in Redis alone.
 */
export class BullDriver implements JobDriver {
  readonly name = 'redis'
  readonly #redisUrl: string
  readonly #name: string
  readonly #runner: JobRunner
  readonly #store: OutboxStore
  readonly #onError: (error: unknown) => void
  #queue: Queue<QueuedJob> | undefined
  #stopping = false

  constructor(options: {
    redisUrl: string
    queue?: string
    runner: JobRunner
    store: OutboxStore
    onError: (error: unknown) => void
  }) {
    this.#runner = options.runner
    this.#store = options.store
    this.#onError = options.onError
    this.#redisUrl = options.redisUrl
    this.#name = options.queue ?? DEFAULT_QUEUE
  }

  room(): number {
    return this.#stopping ? 0 : JOB_LIMITS.relayBatch
  }

  /** A row's attempt is one job in bull, however often it is offered: the job's id says which. */
  async accept(rows: readonly TakenRow[]): Promise<void> {
    if (!this.#queue) throw new Error('The job driver was not started')
    const adding = this.#queue.addBulk(
      rows.map((row) => ({ data: { row: row.id.toString() }, opts: jobOptions(row) }))
    )
    await within(adding, JOB_LIMITS.acceptMs)
    await this.#store.handOver(rows)
  }

  /** Connects in the background: while Redis is away, jobs wait in the outbox. */
  async start(): Promise<void> {
    // bull and its Redis client are loaded only where there is a Redis.
    const { default: Bull } = await import('bull')
    // A program that is stopped while it starts makes no connection that nobody closes.
    if (this.#stopping) return
    this.#queue = new Bull<QueuedJob>(this.#name, this.#redisUrl, {
      // Commands wait while Redis is away instead of failing after 20 tries.
      redis: { maxRetriesPerRequest: null, enableReadyCheck: false, retryStrategy },
    })
    this.#queue.on('error', this.#onError)
    this.#queue
      .process(JOB_LIMITS.concurrency, (job) => this.#runner.run(BigInt(job.data.row)))
      .catch(this.#onError)
  }

  async stop(): Promise<void> {
    this.#stopping = true
    if (!this.#queue || !this.healthy()) return
    // Local: other processes go on. Jobs that run here are waited for by the runner.
    await within(this.#queue.pause(true, true), JOB_LIMITS.closeMs)
  }

  /** A job whose attempt is not over yet is given to another process by bull. */
  async close(): Promise<void> {
    if (!this.#queue) return
    try {
      await within(this.#queue.close(true), JOB_LIMITS.closeMs)
    } finally {
      // While Redis is away they would go on knocking, and keep the process from ending.
      for (const client of this.#queue.clients) client.disconnect()
    }
  }

  healthy(): boolean {
    return this.#queue?.client.status === 'ready'
  }
}

/**
 * The runner writes failures into the row itself; it rejects only when the database could not be reached, and
 * for that bull tries the same attempt again (for about a quarter of an hour; then the relay offers it anew).
 */
function jobOptions(row: TakenRow): JobOptions {
  const name = `${row.topic}:${row.key}`
  return {
    jobId: row.attempts === 0 ? name : `${name}:${row.attempts}`,
    attempts: 10,
    backoff: { type: 'exponential', delay: JOB_LIMITS.backoffMs },
    removeOnComplete: true,
    removeOnFail: true,
  }
}

/** Milliseconds until the next try to reach Redis. */
function retryStrategy(times: number): number {
  return Math.min(100 * 2 ** times, 5_000)
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`Redis did not answer within ${ms} ms`)), ms)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
