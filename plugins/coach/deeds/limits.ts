/** Limits of what the coach does by itself, each with its unit. */
export const DEED_LIMITS = {
  /** Hours that a plan may be confirmed in; then it is made anew. */
  planHours: 24,
  /** Seconds that a process has for a deed before another one goes on with it: every step of it is bounded by less. */
  claimSeconds: 120,
  /** Seconds before the first of them; each later wait is twice as long. */
  pauseSeconds: 30,
  /** Times that a deed is gone on with before it is given up. */
  attempts: 5,
  /** Deeds that the job goes on with in one run. */
  batch: 10,
  /** Milliseconds that a model may take to draft words; templates are there at once. */
  draftMs: 12_000,
  /** Plans of one creator in 24 hours that a model drafts words for; beyond, templates do. It costs the operator money. */
  draftsADay: 30,
  /** Characters of a draft that are read. */
  draft: 4_000,
  /** Free replies a month that a host gives, unless its creator says otherwise. */
  freeReplies: 20,
  /** Hour of UTC at which an opening is announced, unless its creator says otherwise. */
  launchHour: 18,
} as const
