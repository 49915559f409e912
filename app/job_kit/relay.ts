import type { LoggerService } from '@adonisjs/core/types'
import type { JobDriver } from '#app/job_kit/driver'
import type { OutboxStore } from '#app/job_kit/outbox_store'
import { JOB_LIMITS } from '#app/job_kit/limits'

/** Carries due rows of the outbox to the driver: when nudged, and every so often. */
export class Relay {
  readonly #store: OutboxStore
  readonly #driver: JobDriver
  readonly #logger: LoggerService
  #loop: Promise<void> | undefined
  #stopping = false
  #failures = 0
  #nudged = false
  #wake: () => void = () => {}

  constructor(options: { store: OutboxStore; driver: JobDriver; logger: LoggerService }) {
    this.#store = options.store
    this.#driver = options.driver
    this.#logger = options.logger
  }

  /** The last round reached both the database and the driver. */
  get healthy(): boolean {
    return this.#failures === 0
  }

  start(): void {
    this.#loop ??= this.#run()
  }

  nudge(): void {
    this.#nudged = true
    this.#wake()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.nudge()
    await this.#loop
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#nudged = false
      const more = await this.#round()
      if (!more && !this.#nudged) await this.#pause()
    }
  }

  /** @returns whether there may be more to take at once */
  async #round(): Promise<boolean> {
    try {
      const room = Math.min(this.#driver.room(), JOB_LIMITS.relayBatch)
      if (room <= 0) return false
      const rows = await this.#store.take(room)
      if (rows.length > 0) await this.#driver.accept(rows)
      if (this.#failures > 0) this.#logger.info('The relay of the outbox is back')
      this.#failures = 0
      return rows.length === room
    } catch (error) {
      this.#failures++
      if (this.#failures === 1) this.#logger.error({ err: error }, 'The relay of the outbox failed')
      // What was nudged for waits like everything else: the pause below is the backoff.
      this.#nudged = false
      return false
    }
  }

  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const ms = Math.min(JOB_LIMITS.pollMs * 2 ** this.#failures, JOB_LIMITS.outagePollMs)
    const timer = setTimeout(resolve, ms)
    this.#wake = resolve
    await promise
    clearTimeout(timer)
  }
}
