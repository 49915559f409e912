/** What calls of models cost. */

/** What calls of models came to. */
export interface Spending {
  calls: number
  /** Of them, those that gave no whole answer. */
  failed: number
  inputTokens: bigint
  outputTokens: bigint
  /** What the server charges, in millionths of a US dollar. */
  costMicroUsd: bigint
}

export interface SpentOn extends Spending {
  /** UTC, `YYYY-MM-DD`. */
  day: string
}

export interface SpentBy extends Spending {
  personId: string
  /** Of it, since the query's `lately`. */
  latelyMicroUsd: bigint
}

export interface SpendingQuery {
  /** Whose calls: those whose purpose begins with its name and a point. */
  plugin: string
  since: Date
}

/** What a server charges for a model, millionths of a US dollar per 1,000 tokens. */
export interface ModelPrice {
  id: string
  label: string
  /** The server's name for it. */
  serverModel: string
  input: bigint
  output: bigint
}
