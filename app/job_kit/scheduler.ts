import type { LoggerService } from '@adonisjs/core/types'
import type { OutboxStore } from '#app/job_kit/outbox_store'
import type { TopicSchedule } from '#app/job_kit/subscription'
import { JOB_LIMITS } from '#app/job_kit/limits'

/**
 * Writes the jobs of schedules. Time is cut into slots of a schedule's length, the same in every process, and a
 * slot's job has the slot in its key: the outbox's unique index lets one process win.
 */
export class Scheduler {
  readonly #store: OutboxStore
  readonly #logger: LoggerService
  readonly #schedules: readonly TopicSchedule[]
  readonly #onWritten: () => void
  readonly #timers = new Map<TopicSchedule, NodeJS.Timeout>()
  #stopped = false

  constructor(options: {
    store: OutboxStore
    logger: LoggerService
    schedules: readonly TopicSchedule[]
    onWritten: () => void
  }) {
    this.#store = options.store
    this.#logger = options.logger
    this.#onWritten = options.onWritten
    this.#schedules = options.schedules
    for (const { topic, everySeconds } of this.#schedules) {
      if (!(everySeconds >= 1 && everySeconds <= JOB_LIMITS.scheduleSeconds)) {
        throw new RangeError(
          `${topic}: a schedule's interval is 1 to ${JOB_LIMITS.scheduleSeconds} seconds`
        )
      }
    }
  }

  start(): void {
    for (const schedule of this.#schedules) void this.#fire(schedule)
  }

  stop(): void {
    this.#stopped = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }

  async #fire(schedule: TopicSchedule): Promise<void> {
    const length = schedule.everySeconds * 1000
    const start = Math.floor(Date.now() / length) * length
    try {
      const slot = `slot:${new Date(start).toISOString()}`
      if (await this.#store.addSlot(schedule.topic, slot)) this.#onWritten()
    } catch (error) {
      this.#logger.warn(
        { err: error, topic: schedule.topic },
        'A scheduled job could not be written'
      )
    }
    if (this.#stopped) return
    const timer = setTimeout(
      () => void this.#fire(schedule),
      Math.max(start + length - Date.now(), 0)
    )
    timer.unref()
    this.#timers.set(schedule, timer)
  }
}
