import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { lockForBuying } from '#plugins/communities/buying/locks'
import type { Obstacle } from '#plugins/communities/buying/purchase'
import { obstacleTo } from '#plugins/communities/buying/queries/obstacle'
import { now } from '#plugins/communities/clock'
import {
  changeTerms,
  type ChangeRefusal,
  type ChangeTerms,
} from '#plugins/communities/lifecycle/change_terms'
import {
  lockWithTerms,
  type DueMembership,
} from '#plugins/communities/lifecycle/queries/due_memberships'
import { cyclesOf } from '#plugins/communities/lifecycle/queries/find_membership'
import { runningCycle } from '#plugins/communities/lifecycle/running_cycle'
import { findCommunity, isId } from '#plugins/communities/queries/find_community'
import { doorShut } from '#plugins/communities/queries/door_shut'
import { findTier, type PricedTier } from '#plugins/communities/queries/find_tier'
import type { CycleRow, MembershipRow } from '#plugins/communities/rows'

export interface ChangeRequest {
  membershipId: string
  personId: string
  tierId: string
}

export type Refusal =
  | ChangeRefusal
  | Obstacle
  /** It has ended, is none of theirs, or there is no such tier there. */
  | 'gone'

export interface Quoted {
  terms: Exclude<ChangeTerms, { outcome: 'refused' }>
  membership: MembershipRow
  to: PricedTier
  /** When it was made: an acceptance within {@link LIFECYCLE_LIMITS.quote} gets exactly this. */
  at: Date
}

export type QuoteOutcome =
  ({ outcome: 'quoted' } & Quoted) | { outcome: 'refused'; reason: Refusal }

/** What a change of tier would cost now. Nothing is written. */
export async function quoteChange(request: ChangeRequest): Promise<QuoteOutcome> {
  return db.transaction(async (trx) => {
    const at = now()
    const found = await lookAtChange(trx, request, at)
    return found.outcome === 'refused'
      ? found
      : {
          outcome: 'quoted',
          terms: found.terms,
          membership: found.due.membership,
          to: found.to,
          at,
        }
  })
}

type Looked =
  | { outcome: 'refused'; reason: Refusal }
  | {
      outcome: 'fine'
      terms: Quoted['terms']
      due: DueMembership
      to: PricedTier
      cycles: CycleRow[]
    }

/** Under the locks of buying, so that the last seat is one person's. */
export async function lookAtChange(
  trx: TransactionClientContract,
  request: ChangeRequest,
  at: Date
): Promise<Looked> {
  const { membershipId, personId, tierId } = request
  const gone = { outcome: 'refused', reason: 'gone' } as const
  if (!isId(membershipId) || !isId(tierId)) return gone
  const to = await findTier(tierId, trx)
  if (!to) return gone
  const communityId = to.community_id
  await lockForBuying(trx, { communityId, personId, tierId })
  const due = await lockWithTerms(trx, membershipId)
  const community = await findCommunity(communityId, trx)
  if (!due || !community || due.membership.state === 'ended') return gone
  if (due.membership.person_id !== personId || due.community.id !== communityId) return gone
  // As for a gift: who is a member already does not stand in the way.
  const obstacle = await obstacleTo({ community, tier: to, personId, gift: true }, trx)
  const cycles = await cyclesOf(membershipId, trx)
  const isBusy = cycles[0]?.state === 'asked'
  const terms = changeTerms(due, { running: runningCycle(cycles, at), to, at, isBusy })
  if (terms.outcome === 'refused') return terms
  if (obstacle) return { outcome: 'refused', reason: obstacle }
  // As for whoever buys it: nobody is to pay for standing before it.
  if (await doorShut(tierId, trx)) return { outcome: 'refused', reason: 'shut' }
  return { outcome: 'fine', terms, due, to, cycles }
}
