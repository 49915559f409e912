import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { endAll } from '#plugins/communities/lifecycle/actions/end_membership'
import { oweUnused } from '#plugins/communities/lifecycle/actions/give_back_cycles'
import { lockLive } from '#plugins/communities/lifecycle/queries/find_membership'
import { remember } from '#plugins/communities/history'
import { findCommunity } from '#plugins/communities/queries/find_community'
import type { MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

export type BanOutcome =
  /** Null for somebody who is no member now: they cannot become one. */
  | { outcome: 'banned'; membership: MembershipRow | null }
  | { outcome: 'already_banned' }
  /** `by` is not the community's creator, or it is themselves. */
  | { outcome: 'refused' }

/**
 * The creator does not want somebody: they are out at once, cannot join again, and get back what of their running cycle
 * is unused.
 * @param about.reason for the creator's own memory
 */
export async function banMember(
  services: Pick<CommunitiesServices, 'outbox'>,
  about: { communityId: string; personId: string; by: string; reason?: string }
): Promise<BanOutcome> {
  const { communityId, personId, by, reason = '' } = about
  const outcome = await db.transaction(async (trx): Promise<BanOutcome> => {
    const community = await findCommunity(communityId, trx)
    if (community?.creator_id !== by || personId === by) return { outcome: 'refused' }
    const at = now()
    const [ban] = await sql<{ person_id: string }>(
      `insert into communities_bans (community_id, person_id, by_person, reason, created_at)
       values (:communityId, :personId, :by, :reason, :at) on conflict do nothing returning person_id`,
      { communityId, personId, by, reason, at },
      trx
    )
    if (!ban) return { outcome: 'already_banned' }
    await remember(trx, { communityId, personId, kind: 'banned', data: { by } })
    const membership = await lockLive(trx, { communityId, personId })
    if (!membership) return { outcome: 'banned', membership: null }
    const [over = null] = await endAll(services, trx, [{ membership, reason: 'removed', by }])
    await oweUnused(services, trx, { membershipId: membership.id, at })
    return { outcome: 'banned', membership: over }
  })
  services.outbox.nudge()
  return outcome
}
