/** Work that happens after a commit, at least once. */
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [key: string]: JsonValue
}

/** A row of the outbox. */
export interface OutboxMessage {
  /** `<plugin>.<event or job>`, for instance `identity.person_joined`. */
  topic: string
  payload: JsonObject
  /** A second message with the same topic and key is not written. */
  key: string
}

/** What a handler gets. */
export interface Job {
  topic: string
  key: string
  payload: JsonObject
  /** From 1. */
  attempt: number
  signal: AbortSignal
}

/** Throwing means "try again later", with backoff; after the last attempt the job is kept as dead. */
export type JobHandler = (job: Job) => Promise<void>

export interface Outbox {
  /** Writes messages in the caller's transaction: they exist if, and only if, it commits. */
  add(trx: TransactionClientContract, messages: readonly OutboxMessage[]): Promise<void>
  /** Tells the relay of this process that there may be something to do (it also polls). */
  nudge(): void
}
