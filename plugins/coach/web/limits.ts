/** Limits of the coach's pages and of its API's streams, each with its unit. */
export const COACH_WEB = {
  /** Messages on one page of the conversation. */
  messages: 40,
  /** Between two signs that the connection lives, milliseconds; proxies cut what is silent for a minute (nginx: 60 s). */
  heartbeatMs: 15_000,
  /** An answer that says nothing for so long has its headers sent without it, milliseconds. */
  firstWordMs: 1_500,
  /** A form without a script waits so long for its answer before the page is shown, milliseconds. */
  formWaitMs: 45_000,
} as const
