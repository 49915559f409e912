import type { Database } from '@adonisjs/lucid/database'
import type { JsonObject } from '#app/job_kit/types'
import { JOB_LIMITS } from '#app/job_kit/limits'

/** A row that the relay took. */
export interface TakenRow {
  id: bigint
  topic: string
  key: string
  /** Attempts that were begun so far. */
  attempts: number
}

/** A row whose attempt has begun. */
export interface BegunRow extends TakenRow {
  payload: JsonObject
  /** Subscribers that are through with it. */
  doneBy: string[]
}

export interface OutboxCounts {
  pending: number
  dead: number
  /** Age of the oldest row that should have run by now, seconds. */
  lagSeconds: number
}

/** The states of the outbox's rows: pending → done, or dead after the last attempt. */
export class OutboxStore {
  constructor(
    readonly db: Database,
    readonly leaseSeconds: number = JOB_LIMITS.leaseSeconds
  ) {}

  /** Takes rows that are due, oldest first, and keeps other processes off them for a lease. */
  async take(limit: number): Promise<TakenRow[]> {
    const { rows } = await this.db.rawQuery<{ rows: TakenRow[] }>(
      `update outbox set run_at = now() + make_interval(secs => ?)
       where id in (
         select id from outbox where state = 'pending' and run_at <= now()
         order by run_at, id limit ? for update skip locked
       )
       returning id, topic, key, attempts`,
      [this.leaseSeconds, limit]
    )
    return rows
  }

  /**
   * Redis has the rows: they are offered again much later, and only if nobody finished them. A row whose
   * attempt has begun meanwhile is left alone.
   */
  async handOver(rows: readonly TakenRow[]): Promise<void> {
    await this.db.rawQuery(
      `update outbox set run_at = now() + make_interval(secs => ?)
       from unnest(?::bigint[], ?::int[]) as taken (id, attempts)
       where outbox.id = taken.id and outbox.attempts = taken.attempts and state = 'pending'`,
      [
        JOB_LIMITS.handOverSeconds,
        rows.map((row) => row.id.toString()),
        rows.map((row) => row.attempts),
      ]
    )
  }

  /** Keeps running rows for another lease. */
  async renew(ids: readonly bigint[]): Promise<void> {
    if (ids.length === 0) return
    await this.db.rawQuery(
      `update outbox set run_at = now() + make_interval(secs => ?)
       where id = any(?::bigint[]) and state = 'pending'`,
      [this.leaseSeconds, ids.map(String)]
    )
  }

  /** Begins an attempt, or says that there is nothing to do any more. */
  async begin(id: bigint): Promise<BegunRow | null> {
    const { rows } = await this.db.rawQuery<{ rows: BegunRow[] }>(
      `update outbox set attempts = attempts + 1, run_at = now() + make_interval(secs => ?)
       where id = ? and state = 'pending' and attempts < max_attempts
       returning id, topic, key, payload, attempts, done_by as "doneBy"`,
      [this.leaseSeconds, id]
    )
    if (rows[0]) return rows[0]
    await this.#buryExhausted(id)
    return null
  }

  async finish(id: bigint): Promise<void> {
    await this.db.rawQuery(
      `update outbox set state = 'done', finished_at = now(), last_error = null
       where id = ? and state = 'pending'`,
      [id]
    )
  }

  /**
   * Ends a failed attempt: another one later, or none any more.
   * @returns whether the row is dead now
   */
  async fail(row: BegunRow, error: string, backoffMs: number): Promise<boolean> {
    const { rows } = await this.db.rawQuery<{ rows: { state: string }[] }>(
      `update outbox set
         state = case when attempts >= max_attempts then 'dead' else 'pending' end,
         finished_at = case when attempts >= max_attempts then now() end,
         run_at = now() + make_interval(secs => ?::float8 / 1000),
         done_by = ?, last_error = ?
       where id = ? and state = 'pending'
       returning state`,
      [backoffMs, row.doneBy, error.slice(0, JOB_LIMITS.errorLength), row.id]
    )
    return rows[0]?.state === 'dead'
  }

  /**
   * Writes the job of a schedule's slot, once however many processes try. While an earlier slot's job
   * is still unfinished nothing is written, so a slow job does not pile up.
   */
  async addSlot(topic: string, slot: string): Promise<boolean> {
    const { rowCount } = await this.db.rawQuery<{ rowCount: number }>(
      `insert into outbox (topic, key, max_attempts)
       select ?, ?, ? where not exists (
         select from outbox where topic = ? and state = 'pending' and key like 'slot:%'
       )
       on conflict (topic, key) do nothing`,
      [topic, slot, JOB_LIMITS.scheduleAttempts, topic]
    )
    return rowCount === 1
  }

  /** For health and metrics. */
  async counts(): Promise<OutboxCounts> {
    const { rows } = await this.db.rawQuery<{ rows: OutboxCounts[] }>(
      `select count(*) filter (where state = 'pending')::int as pending,
              count(*) filter (where state = 'dead')::int as dead,
              coalesce(extract(epoch from now() - min(run_at) filter (where state = 'pending' and run_at <= now())), 0)::float8 as "lagSeconds"
       from outbox where state in ('pending', 'dead')`
    )
    return rows[0] ?? { pending: 0, dead: 0, lagSeconds: 0 }
  }

  /** A job that ends the process each time it runs never reaches {@link fail}. */
  async #buryExhausted(id: bigint): Promise<void> {
    await this.db.rawQuery(
      `update outbox set state = 'dead', finished_at = now(),
         last_error = coalesce(last_error, 'the process ended during each attempt')
       where id = ? and state = 'pending' and attempts >= max_attempts`,
      [id]
    )
  }
}
