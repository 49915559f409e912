import type { LoggerService } from '@adonisjs/core/types'
import type { Job, JobHandler } from '#app/job_kit/types'
import type { BegunRow, OutboxStore } from '#app/job_kit/outbox_store'
import type { Subscription } from '#app/job_kit/subscription'
import { JOB_LIMITS } from '#app/job_kit/limits'
import { jobSeconds, jobsTotal } from '#app/health/metrics'

/** Runs jobs by their row's id and writes down how they ended. */
export class JobRunner {
  readonly #store: OutboxStore
  readonly #logger: LoggerService
  readonly #subscriptions = new Map<string, Subscription[]>()
  readonly #loaded = new Map<Subscription, Promise<JobHandler>>()
  readonly #running = new Map<bigint, Promise<void>>()
  readonly #abort = new AbortController()
  #heartbeat: NodeJS.Timeout | undefined

  constructor(options: {
    store: OutboxStore
    logger: LoggerService
    subscriptions: readonly Subscription[]
  }) {
    this.#store = options.store
    this.#logger = options.logger
    for (const subscription of options.subscriptions) this.#subscribe(subscription)
  }

  get running(): number {
    return this.#running.size
  }

  /** Runs one attempt of a row's job; rejects only when its end could not be written down. */
  run(id: bigint): Promise<void> {
    const known = this.#running.get(id)
    if (known) return known
    const attempt = this.#attempt(id).finally(() => this.#running.delete(id))
    this.#running.set(id, attempt)
    this.#keepLeases()
    return attempt
  }

  /** Waits for the jobs that run; those that take too long are told to abort. */
  async drain(): Promise<void> {
    await this.#settled(JOB_LIMITS.drainMs)
    this.#abort.abort(new Error('The process is stopping'))
    await this.#settled(JOB_LIMITS.abortMs)
    clearInterval(this.#heartbeat)
  }

  #subscribe(subscription: Subscription): void {
    const others = this.#subscriptions.get(subscription.topic) ?? []
    if (others.some((other) => other.subscriber === subscription.subscriber)) {
      throw new Error(`${subscription.subscriber} listens to ${subscription.topic} twice`)
    }
    this.#subscriptions.set(subscription.topic, [...others, subscription])
  }

  async #attempt(id: bigint): Promise<void> {
    const row = await this.#store.begin(id)
    if (!row) return
    const waiting = (this.#subscriptions.get(row.topic) ?? []).filter(
      (subscription) => !row.doneBy.includes(subscription.subscriber)
    )
    const stopTimer = jobSeconds.startTimer({ topic: row.topic })
    const results = await Promise.allSettled(
      waiting.map((subscription) => this.#call(subscription, row))
    )
    stopTimer()
    const errors: unknown[] = []
    results.forEach((result, index) => {
      const subscriber = waiting[index]?.subscriber
      if (result.status === 'rejected') errors.push(result.reason)
      else if (subscriber) row.doneBy.push(subscriber)
    })
    if (errors.length === 0) {
      await this.#store.finish(id)
      jobsTotal.inc({ topic: row.topic, outcome: 'done' })
    } else {
      await this.#failed(row, errors)
    }
  }

  async #call(subscription: Subscription, row: BegunRow): Promise<void> {
    const handler = await this.#handlerOf(subscription)
    const limit = new AbortController()
    const timer = setTimeout(
      () => limit.abort(new Error(`The job took longer than ${JOB_LIMITS.handlerMs} ms`)),
      JOB_LIMITS.handlerMs
    )
    const signal = AbortSignal.any([this.#abort.signal, limit.signal])
    const { topic, key, payload, attempts: attempt } = row
    const job: Job = { topic, key, payload, attempt, signal }
    try {
      // A handler that does not heed its signal must not keep its slot for ever.
      await Promise.race([handler(job), rejectOnAbort(signal)])
    } finally {
      clearTimeout(timer)
    }
  }

  #handlerOf(subscription: Subscription): Promise<JobHandler> {
    const known = this.#loaded.get(subscription)
    if (known) return known
    const loading = subscription.load()
    this.#loaded.set(subscription, loading)
    loading.catch(() => this.#loaded.delete(subscription))
    return loading
  }

  async #failed(row: BegunRow, errors: readonly unknown[]): Promise<void> {
    const dead = await this.#store.fail(row, errors.map(describe).join('\n'), backoff(row.attempts))
    const context = { topic: row.topic, key: row.key, attempt: row.attempts, err: errors[0] }
    jobsTotal.inc({ topic: row.topic, outcome: dead ? 'dead' : 'failed' })
    if (dead) this.#logger.error(context, 'A job failed for the last time and is kept as dead')
    else this.#logger.warn(context, 'A job failed and will be tried again')
  }

  #keepLeases(): void {
    if (this.#heartbeat) return
    const period = (this.#store.leaseSeconds * 1000) / 3
    this.#heartbeat = setInterval(() => {
      this.#store.renew([...this.#running.keys()]).catch((error: unknown) => {
        this.#logger.warn({ err: error }, 'The leases of running jobs could not be renewed')
      })
    }, period)
    this.#heartbeat.unref()
  }

  async #settled(withinMs: number): Promise<void> {
    const all = Promise.allSettled(this.#running.values())
    const deadline = Promise.withResolvers<void>()
    const timer = setTimeout(deadline.resolve, withinMs)
    await Promise.race([all, deadline.promise])
    clearTimeout(timer)
  }
}

/** Doubles with each attempt; up to a quarter less, so that what failed together does not return together. */
function backoff(attempt: number): number {
  const full = Math.min(JOB_LIMITS.backoffMs * 2 ** (attempt - 1), JOB_LIMITS.backoffCapMs)
  return full * (1 - Math.random() / 4)
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  return promise
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
