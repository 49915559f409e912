import type { CycleRow } from '#plugins/communities/rows'

/** A cycle of which nothing has become yet: nothing given back, no credit, not cut short by a change of tier. */
export const FRESH_CYCLE = {
  given_back: 0n,
  credit: 0n,
  cut_from: null,
  cut_rest: null,
  cut_credit: null,
  creator_share: 0n,
} satisfies Partial<CycleRow>
