/** Limits of the coach's pages, each with its unit. */
export const COACH_WEB = {
  /** Messages on one page of the conversation. */
  messages: 40,
  /** A form without a script waits so long for its answer before the page is shown, milliseconds. */
  formWaitMs: 45_000,
} as const
