/** Limits of the reconciliation, each with its name and unit. */
export const RECONCILIATION_LIMITS = {
  /** How far back the first run of a gateway looks, days. */
  firstDays: 35,
  /** A run begins so long before the start of the last one that came through, hours: lists may lag behind. */
  overlapHours: 24,
  /** Lines of a list that are compared at once; nothing else of it is kept in memory. */
  batch: 100,
  /** What happened so shortly before the run may be in no list yet, minutes. */
  settlingMinutes: 15,
  /** Things that are in no list and are asked for one by one in a run: more of them, and it is the list that is wrong. */
  looks: 500,
  /** A run that has not been heard of for so long was left by its process, minutes. */
  leftMinutes: 5,
  /** A run that failed is gone on with for so long, minutes; after that another one begins. */
  resumeMinutes: 30,
  /** Runs are kept so long, days; differences stay. */
  keptDays: 90,
  /** Longest error that is kept, characters. */
  errorLength: 1_000,
  /** Differences and runs on the page of the panel. */
  pageSize: 100,
  runsShown: 20,
} as const
