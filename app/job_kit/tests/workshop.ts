import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import { DatabaseOutbox } from '#app/job_kit/outbox'
import type { Job, JobHandler, OutboxMessage } from '#app/job_kit/types'
import { Worker, type WorkerOptions } from '#app/job_kit/worker'

/** What the workers of one test share. */
export class Workshop {
  readonly outbox = new DatabaseOutbox()
  readonly queue = `test-${randomUUID()}`
  readonly #workers: Worker[] = []

  constructor(readonly redisUrl?: string) {}

  /** One process' worker. */
  worker(options: Partial<WorkerOptions>): Worker {
    const worker = new Worker({
      outbox: this.outbox,
      handlers: [],
      schedules: [],
      redisUrl: this.redisUrl,
      queue: this.queue,
      logger,
      db,
      ...options,
    })
    this.#workers.push(worker)
    return worker
  }

  async running(options: Partial<WorkerOptions>): Promise<Worker> {
    const worker = this.worker(options)
    await worker.start()
    return worker
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()))
  }

  add(...messages: OutboxMessage[]): Promise<void> {
    return db.transaction((trx) => this.outbox.add(trx, messages))
  }
}

/** A topic that no other test has. */
export const aTopic = () => `test.${randomUUID()}`

export const aMessage = (topic: string, key: string = randomUUID()): OutboxMessage => ({
  topic,
  key,
  payload: { key },
})

/** A handler that remembers its jobs and does with each what it is told. */
export function recorder(act: (job: Job) => Promise<void> | void = () => {}) {
  const jobs: Job[] = []
  const handler: JobHandler = async (job) => {
    jobs.push(job)
    await act(job)
  }
  return {
    jobs,
    on: (topic: string, subscriber = 'test') => ({ topic, subscriber, load: async () => handler }),
  }
}

export interface OutboxRow {
  key: string
  state: string
  attempts: number
  done_by: string[]
  last_error: string | null
}

/** The outbox's rows of a topic. */
export function rowsOf(topic: string): Promise<OutboxRow[]> {
  return db.from('outbox').where('topic', topic).orderBy('id')
}

/** All of a topic's rows are in a state. */
export async function all(topic: string, state: string): Promise<boolean> {
  const rows = await rowsOf(topic)
  return rows.length > 0 && rows.every((row) => row.state === state)
}
