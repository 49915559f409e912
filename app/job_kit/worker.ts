import type { Database } from '@adonisjs/lucid/database'
import type { LoggerService } from '@adonisjs/core/types'
import type { DatabaseOutbox } from '#app/job_kit/outbox'
import type { DriverName, JobDriver } from '#app/job_kit/driver'
import type { Subscription, TopicSchedule } from '#app/job_kit/subscription'
import { BullDriver } from '#app/job_kit/bull_driver'
import { InProcessDriver } from '#app/job_kit/in_process_driver'
import { OutboxStore } from '#app/job_kit/outbox_store'
import { JobRunner } from '#app/job_kit/runner'
import { Relay } from '#app/job_kit/relay'
import { Scheduler } from '#app/job_kit/scheduler'
import { housekeeping } from '#app/job_kit/housekeeping'
import { JOB_LIMITS } from '#app/job_kit/limits'

export interface WorkerOptions {
  outbox: DatabaseOutbox
  handlers: readonly Subscription[]
  schedules: readonly TopicSchedule[]
  /** With it, jobs are spread over processes by bull; without, this process runs those that it takes. */
  redisUrl?: string
  /** The queue's name in Redis: programs that share a Redis must not share a queue. */
  queue?: string
  logger: LoggerService
  db: Database
  /** How long a taken row is left to its process, seconds; default {@link JOB_LIMITS.leaseSeconds}. */
  leaseSeconds?: number
}

export interface WorkerStatus {
  state: 'off' | 'ready' | 'down'
  driver: DriverName
  /** Jobs that run in this process at this moment. */
  running: number
}

/** The jobs of one process: relay, driver, schedules and the house's own purge. */
export class Worker {
  readonly #logger: LoggerService
  readonly #outbox: DatabaseOutbox
  readonly #runner: JobRunner
  readonly #driver: JobDriver
  readonly #relay: Relay
  readonly #scheduler: Scheduler
  #state: 'off' | 'on' = 'off'
  #stopListening: () => void = () => {}

  constructor(options: WorkerOptions) {
    const { logger, db } = options
    const house = housekeeping(db)
    const store = new OutboxStore(db, options.leaseSeconds)
    this.#logger = logger
    this.#outbox = options.outbox
    this.#runner = new JobRunner({
      store,
      logger,
      subscriptions: [...options.handlers, house.subscription],
    })
    const onError = (error: unknown) =>
      logger.error({ err: error }, 'The job driver reports an error')
    const { redisUrl, queue } = options
    this.#driver = redisUrl
      ? new BullDriver({ redisUrl, queue, runner: this.#runner, store, onError })
      : new InProcessDriver({ runner: this.#runner, onRoom: () => this.#relay.nudge(), onError })
    this.#relay = new Relay({ store, driver: this.#driver, logger })
    this.#scheduler = new Scheduler({
      store,
      logger,
      schedules: [...options.schedules, house.schedule],
      onWritten: () => this.#relay.nudge(),
    })
  }

  /** Takes jobs from now on. An outage of the database or of Redis is waited out, not thrown. */
  async start(): Promise<void> {
    if (this.#state === 'on') return
    this.#state = 'on'
    this.#stopListening = this.#outbox.onNudge(() => this.#relay.nudge())
    await this.#driver.start()
    this.#relay.start()
    this.#scheduler.start()
  }

  /** Takes no new job, lets those that run finish, and aborts those that would take too long. */
  async stop(): Promise<void> {
    if (this.#state === 'off') return
    this.#state = 'off'
    this.#stopListening()
    this.#scheduler.stop()
    const stopped = await Promise.allSettled([this.#relay.stop(), this.#driver.stop()])
    await this.#runner.drain()
    stopped.push(...(await Promise.allSettled([this.#driver.close()])))
    for (const result of stopped) {
      if (result.status === 'fulfilled') continue
      const reason: unknown = result.reason
      this.#logger.warn({ err: reason }, 'The jobs did not stop cleanly')
    }
  }

  status(): WorkerStatus {
    const up = this.#relay.healthy && this.#driver.healthy()
    return {
      state: this.#state === 'off' ? 'off' : up ? 'ready' : 'down',
      driver: this.#driver.name,
      running: this.#runner.running,
    }
  }
}
