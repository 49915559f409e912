import { randomUUID } from 'node:crypto'
import type { LoggerService } from '@adonisjs/core/types'
import type { Database } from '@adonisjs/lucid/database'
import type { UsageRow } from '#plugins/ai/usage'

/** Rows of one insert. */
const BATCH = 500
/** Rows that wait at most while the database is away; the oldest are given up first. */
const MOST_WAITING = 10_000

export interface UsageLogOptions {
  db: Pick<Database, 'rawQuery'>
  logger: Pick<LoggerService, 'warn' | 'error'>
  /** Milliseconds that a row waits for company. */
  delay?: number
  /** Milliseconds before a failed insert is tried again. */
  retryDelay?: number
}

const INSERT = `
  INSERT INTO ai_usage (id, at, account_id, person_id, purpose, asked_model, model, provider,
    input_tokens, output_tokens, tokens_from, cost_micro_usd, latency_ms, first_text_ms, attempts,
    outcome, failure, units, unit)
  SELECT * FROM jsonb_to_recordset(?::jsonb) AS entry (id uuid, at timestamptz, account_id uuid,
    person_id uuid, purpose text, asked_model text, model text, provider text, input_tokens integer,
    output_tokens integer, tokens_from text, cost_micro_usd bigint, latency_ms integer,
    first_text_ms integer, attempts smallint, outcome text, failure text,
    units integer, unit text)
  ON CONFLICT (id) DO NOTHING`

/** A row in the table's words; the cost as a string, since JSON has no bigint. */
const columnsOf = (row: UsageRow) => ({
  id: randomUUID(),
  at: new Date().toISOString(),
  account_id: row.accountId,
  person_id: row.personId,
  purpose: row.purpose,
  asked_model: row.askedModelId,
  model: row.modelId,
  provider: row.provider,
  input_tokens: row.inputTokens,
  output_tokens: row.outputTokens,
  tokens_from: row.tokensFrom,
  cost_micro_usd: row.costMicroUsd.toString(),
  latency_ms: row.latencyMs,
  first_text_ms: row.firstTextMs,
  attempts: row.attempts,
  outcome: row.outcome,
  failure: row.failure,
  units: row.units?.count ?? null,
  unit: row.units?.unit ?? null,
})

type Columns = ReturnType<typeof columnsOf>

/** SQLSTATE classes 22 and 23: the rows are at fault, so writing them again helps nobody. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^2[23]/.test(error.code)

/**
 * Writes usage rows behind the replies' backs: a reply never waits for it, and one insert takes all the
 * rows of a moment. A row may be lost when the process is killed; no money depends on it.
 */
export class UsageLog {
  #waiting: Columns[] = []
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> | undefined
  #closing = false

  constructor(private readonly options: UsageLogOptions) {}

  add(row: UsageRow): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#waiting.shift()
    }
    this.#waiting.push(columnsOf(row))
    if (this.#closing || this.#waiting.length >= BATCH) {
      void this.flush()
    } else {
      this.#schedule(this.options.delay ?? 500)
    }
  }

  /** Resolves when all rows that wait now are written, or the database refused them. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
    })
    return this.#writing
  }

  /** At a shutdown: writes what waits, and from now on each row at once. */
  close(): Promise<void> {
    this.#closing = true
    return this.flush()
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH)
      try {
        await this.#insert(batch)
      } catch (error) {
        this.#waiting.unshift(...batch)
        const rows = this.#waiting.length
        this.options.logger.warn({ err: error, rows }, 'Usage rows could not be written')
        if (!this.#closing) {
          this.#schedule(this.options.retryDelay ?? 5_000)
        }
        return
      }
    }
  }

  /** Throws when the database is away. A row that it refuses is dropped, without the others. */
  async #insert(batch: Columns[]): Promise<void> {
    try {
      await this.options.db.rawQuery(INSERT, [JSON.stringify(batch)])
    } catch (error) {
      if (!isRefusal(error)) {
        throw error
      }
      if (batch.length === 1) {
        this.options.logger.error({ err: error, row: batch[0] }, 'A usage row was refused')
        return
      }
      const half = Math.ceil(batch.length / 2)
      await this.#insert(batch.slice(0, half))
      await this.#insert(batch.slice(half))
    }
  }

  #schedule(delay: number): void {
    this.#timer ??= setTimeout(() => void this.flush(), delay).unref()
  }
}
