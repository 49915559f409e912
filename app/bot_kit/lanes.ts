import { LIMITS } from '#app/bot_kit/limits'

/** Why a turn's signal aborted when it was not the person who stopped it: the process ends. */
export class ProgramStopping extends Error {
  readonly code = 'E_PROGRAM_STOPPING'
  constructor() {
    super('The program is stopping')
  }
}

/** One conversation's turns in order, one at a time; different conversations side by side. */
export interface Lanes {
  /**
   * Runs a turn when those before it in the same lane have ended. The task's signal aborts when the turn is
   * stopped. Answers `full` at once when too many wait.
   */
  run(lane: string, task: (signal: AbortSignal) => Promise<void>): Promise<'ran' | 'full'>
  /** Stops the turn that runs in a lane. False when none does. */
  stop(lane: string): Promise<boolean>
  /** Waits for the running turns; aborts those that still run when `signal` aborts. */
  drain(signal: AbortSignal): Promise<void>
}

interface Lane {
  tail: Promise<void>
  waiting: number
  running: AbortController | null
}

/** Lanes of one process: enough wherever a conversation's updates all reach the same process. */
export class LocalLanes implements Lanes {
  readonly #lanes = new Map<string, Lane>()
  /** The process has to end: turns that still wait begin stopped. */
  #overdue = false

  async run(name: string, task: (signal: AbortSignal) => Promise<void>): Promise<'ran' | 'full'> {
    const lane = this.#lanes.get(name) ?? { tail: Promise.resolve(), waiting: 0, running: null }
    if (lane.waiting > LIMITS.laneDepth) return 'full'
    this.#lanes.set(name, lane)
    lane.waiting++
    const turn = lane.tail.then(async () => {
      lane.running = new AbortController()
      if (this.#overdue) lane.running.abort(new ProgramStopping())
      await task(lane.running.signal)
    })
    lane.tail = turn
      .catch(() => undefined)
      .then(() => {
        lane.running = null
        lane.waiting--
        if (lane.waiting === 0) this.#lanes.delete(name)
      })
    await turn
    return 'ran'
  }

  async stop(name: string): Promise<boolean> {
    const running = this.#lanes.get(name)?.running
    if (!running || running.signal.aborted) return false
    running.abort()
    return true
  }

  async drain(signal: AbortSignal): Promise<void> {
    const abortAll = () => {
      this.#overdue = true
      for (const lane of this.#lanes.values()) lane.running?.abort(new ProgramStopping())
    }
    if (signal.aborted) abortAll()
    else signal.addEventListener('abort', abortAll, { once: true })
    await Promise.all([...this.#lanes.values()].map((lane) => lane.tail))
    signal.removeEventListener('abort', abortAll)
  }
}
