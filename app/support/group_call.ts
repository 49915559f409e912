/** Sends what waits at the same moment as one call. */

export interface GroupCallOptions<Op, Result> {
  /** Does all of them at once; results in the order of the operations. */
  send(ops: readonly Op[]): Promise<readonly Result[]>
  /** Most operations of one call. */
  batchSize: number
  /** Calls under way at once. */
  inFlight: number
  /**
   * A call that is slow to come back (the disk is, not the database) gives its place to another: what waits would only
   * miss the flush that it waits for. The database flushes together what it is asked together.
   */
  slow?: {
    /** Milliseconds after which a call counts as slow. */
    after: number
    /** So many slow calls give their place away. */
    inFlight: number
  }
  /** Operations that may wait; one more is refused with {@link QueueFullError}. */
  queueDepth: number
  /** Operations of the same lane never travel in the same call; by default none share one. */
  lane?(op: Op): string
  /**
   * A call failed as a whole: true when each of its operations should be tried in a call of its own, so that
   * the one at fault fails alone.
   */
  separate?(error: unknown): boolean
}

/** More operations wait than the limit allows. */
export class QueueFullError extends Error {
  readonly code = 'E_QUEUE_FULL'
  readonly status = 503
}

interface Waiting<Op, Result> {
  op: Op
  resolve(result: Result): void
  reject(error: unknown): void
}

type Batch<Op, Result> = readonly Waiting<Op, Result>[]

/**
 * Gathers operations into calls. When nothing is under way an operation leaves at the end of the current
 * turn of the event loop, so that those asked for in the same turn leave together; otherwise it waits until a
 * call comes back, and leaves with all that came in meanwhile.
 */
export class GroupCall<Op, Result> {
  readonly #options: GroupCallOptions<Op, Result>
  #queue: Waiting<Op, Result>[] = []
  #underWay = 0
  readonly #slow = new Set<Batch<Op, Result>>()
  #scheduled = false

  constructor(options: GroupCallOptions<Op, Result>) {
    this.#options = options
  }

  call(op: Op): Promise<Result> {
    if (this.#queue.length >= this.#options.queueDepth) {
      return Promise.reject(new QueueFullError('Too many operations are waiting'))
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ op, resolve, reject })
      this.#schedule()
    })
  }

  #schedule(): void {
    if (this.#scheduled || this.#underWay >= this.#places) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      void this.#flush()
    })
  }

  async #flush(): Promise<void> {
    if (this.#queue.length === 0) return
    this.#underWay += 1
    const batch = this.#take()
    if (this.#queue.length > 0) this.#schedule()
    const timer =
      this.#options.slow && setTimeout(() => this.#overdue(batch), this.#options.slow.after)
    await this.#send(batch)
    clearTimeout(timer)
    this.#underWay -= 1
    this.#slow.delete(batch)
    if (this.#queue.length > 0) this.#schedule()
  }

  #overdue(batch: Batch<Op, Result>): void {
    this.#slow.add(batch)
    if (this.#queue.length > 0) this.#schedule()
  }

  /** Calls that may be under way now. */
  get #places(): number {
    const { inFlight, slow } = this.#options
    return inFlight + Math.min(this.#slow.size, slow?.inFlight ?? 0)
  }

  #take(): Waiting<Op, Result>[] {
    const { batchSize, lane } = this.#options
    if (!lane) return this.#queue.splice(0, batchSize)
    const taken: Waiting<Op, Result>[] = []
    const left: Waiting<Op, Result>[] = []
    const lanes = new Set<string>()
    for (const waiting of this.#queue) {
      const name = lane(waiting.op)
      if (taken.length < batchSize && !lanes.has(name)) {
        lanes.add(name)
        taken.push(waiting)
      } else {
        left.push(waiting)
      }
    }
    this.#queue = left
    return taken
  }

  async #send(batch: Batch<Op, Result>): Promise<void> {
    try {
      const results = await this.#options.send(batch.map(({ op }) => op))
      batch.forEach((waiting, index) => {
        const result = results[index]
        if (result === undefined)
          waiting.reject(new Error('The call gave fewer results than operations'))
        else waiting.resolve(result)
      })
    } catch (error) {
      if (batch.length > 1 && this.#options.separate?.(error)) {
        for (const waiting of batch) await this.#send([waiting])
      } else {
        for (const waiting of batch) waiting.reject(error)
      }
    }
  }
}
