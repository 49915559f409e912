import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { now } from '#plugins/communities/clock'
import {
  findMembership,
  lockMembership,
} from '#plugins/communities/lifecycle/queries/find_membership'
import { goesOn } from '#plugins/communities/lifecycle/times'
import { resumed } from '#plugins/communities/lifecycle/transitions'
import { rememberAll, saveMemberships, tellChanged } from '#plugins/communities/lifecycle/write'
import { findCommunity } from '#plugins/communities/queries/find_community'
import { findTier } from '#plugins/communities/queries/find_tier'
import type { CommunityRow, MembershipRow, TierRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

export type ResumeOutcome =
  | { outcome: 'resumed'; membership: MembershipRow }
  /** It has ended, or is none of theirs. */
  | { outcome: 'gone' }
  /** The tier does not go on, is not sold for coins (a gift), or the gateway does not take its end back. */
  | { outcome: 'cannot' }

/**
 * What a cycle would cost if it went on, millicoins; null when it cannot go on by coins. Who paid before keeps their
 * price; a gift goes on at today's.
 */
export function resumePrice(
  membership: MembershipRow,
  tier: Pick<TierRow, 'period' | 'days_once' | 'coins'>
): bigint | null {
  if (!goesOn(tier) || membership.paid_until === null) return null
  return membership.means === 'coins' ? membership.coins : tier.coins
}

/** The fan wants a next cycle after all. A gift goes on by the coins of who was given it. */
export async function resumeMembership(
  services: Pick<CommunitiesServices, 'outbox' | 'payments'>,
  { membershipId, personId }: { membershipId: string; personId: string }
): Promise<ResumeOutcome> {
  const found = await findMembership(membershipId)
  if (found?.person_id !== personId || found.state === 'ended') return { outcome: 'gone' }
  if (found.means === 'money' && !found.renews) {
    const community = await findCommunity(found.community_id)
    if (found.order_id === null || !community || !mayGoOn(community)) return { outcome: 'cannot' }
    // The gateway first: what it does not do is not promised.
    const set = await services.payments.setRenewing(found.order_id, true)
    if (set === 'refused') return { outcome: 'cannot' }
  }
  const outcome = await db.transaction((trx) => resume(services, trx, { membershipId, personId }))
  services.outbox.nudge()
  return outcome
}

async function resume(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  { membershipId, personId }: { membershipId: string; personId: string }
): Promise<ResumeOutcome> {
  const membership = await lockMembership(trx, membershipId)
  if (!membership || membership.state === 'ended') return { outcome: 'gone' }
  if (membership.renews) return { outcome: 'resumed', membership }
  const tier = await findTier(membership.tier_id, trx)
  const community = await findCommunity(membership.community_id, trx)
  if (!tier || !community || !mayGoOn(community)) return { outcome: 'cannot' }
  const byCoins = asCoins(membership, tier)
  if (!byCoins) return { outcome: 'cannot' }
  const at = now()
  const done = resumed(byCoins, at)
  await saveMemberships(trx, [done])
  await rememberAll(trx, [{ membership, kind: 'resumed', data: { by: personId } }], at)
  await tellChanged(services, trx, [done])
  return { outcome: 'resumed', membership: done }
}

const mayGoOn = ({ state, suspended_at: suspended }: CommunityRow): boolean =>
  state === 'open' && suspended === null

function asCoins(membership: MembershipRow, tier: TierRow): MembershipRow | null {
  if (membership.means === 'money') return goesOn(tier) ? membership : null
  const coins = resumePrice(membership, tier)
  return coins === null || coins === 0n ? null : { ...membership, means: 'coins', coins }
}
