import type { TakenRow } from '#app/job_kit/outbox_store'

export type DriverName = 'in_process' | 'redis'

/** Where jobs wait for their turn. The outbox's row stays the truth about each. */
export interface JobDriver {
  readonly name: DriverName
  /** Rows that it would take at this moment. */
  room(): number
  /** Takes rows; when it rejects, they are offered again after their lease. */
  accept(rows: readonly TakenRow[]): Promise<void>
  start(): Promise<void>
  /** Begins no further job. Jobs that run are the runner's to wait for. */
  stop(): Promise<void>
  /** Lets go of its connections, after the running jobs ended. */
  close(): Promise<void>
  /** False while it cannot take or give jobs. */
  healthy(): boolean
}
