/** Limits of access, each with its unit and where it comes from. */
export const ACCESS_LIMITS = {
  /** People whose access is planned in one transaction: each takes a lock, of which Postgres has some 6,000. */
  planBatch: 500,
  /** Batches of one job, which may take five minutes. */
  planBatches: 40,
  /** How long one job goes on claiming, milliseconds: below the five minutes that a job may take. */
  workMs: 4 * 60_000,
  /** Passages of one space that one process works on at once: no space keeps the others waiting. */
  perSpace: 4,
  /** Spaces that have to fail, none having answered since, for the platform to count as down. */
  strikes: 3,
  /** A platform that the program has no token for is looked at again after this, seconds. */
  withoutToken: 15 * 60,
  /** How long a repair goes on in one job, milliseconds, and how long it is left to its process, seconds. */
  repairMs: 4 * 60_000,
  repairClaim: 120,
  /** Where nobody is listed, those who were put out are looked at for so long, days: later they hardly come back unseen. */
  formerLookedAtDays: 90,
  /** People that a repair looks at one by one before it writes down how far it is. */
  lookBatch: 50,
  /** Newly found outsiders who are looked at before the creator hears of them: owners and admins are none. */
  outsidersLookedAt: 25,
  /** Names in one report. */
  outsidersNamed: 10,
  /** At most one report of outsiders per space in this time, seconds. */
  reportEvery: 60 * 60,
  /** Repairs that one run of the schedule begins or takes up. */
  repairsAtOnce: 20,
  /** Memberships that one run of giving back looks at. */
  giveBackBatch: 100,
  /** A member may ask to be let in once in this time, seconds: each time asks the platform. */
  letMeInEvery: 5,
  /** How long their turn waits for it, milliseconds: Discord wants a first answer within three seconds. */
  letMeInWaitMs: 2_000,
  /** By how much a platform's clock, which tells whole seconds at times, may differ from ours, seconds. */
  clocksDiffer: 30,
  /** Doors that are listed to a fan. */
  doorsShown: 10,
} as const
