/** Who a call of a model is for. */

/** Who asked a model for something, and what for: for the usage table. */
export interface Asker {
  /** An account id (a guest has no person); null when the program itself asks, in a job. */
  accountId: string | null
  personId: string | null
  /** For instance `personas.summary`. */
  purpose: string
  /** Aborting it cancels the HTTP request. */
  signal: AbortSignal
}
