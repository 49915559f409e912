import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Outbox, OutboxMessage } from '#app/job_kit/types'

/** The outbox in the database: its rows commit and roll back with what they tell of. */
export class DatabaseOutbox implements Outbox {
  readonly #listeners = new Set<() => void>()

  /**
   * Writes messages in the caller's transaction; those whose topic and key are known are left as they are.
   * The relay of this process is nudged when the transaction commits.
   */
  async add(trx: TransactionClientContract, messages: readonly OutboxMessage[]): Promise<void> {
    if (messages.length === 0) return
    await trx.rawQuery(
      `insert into outbox (topic, key, payload)
       select topic, key, payload
       from jsonb_to_recordset(?::jsonb) as message (topic text, key text, payload jsonb)
       on conflict (topic, key) do nothing`,
      [JSON.stringify(messages)]
    )
    trx.after('commit', () => this.nudge())
  }

  nudge(): void {
    for (const listener of this.#listeners) listener()
  }

  /** Calls the listener on every nudge until the returned function is called. */
  onNudge(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
