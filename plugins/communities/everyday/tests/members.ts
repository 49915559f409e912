import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import type { MembershipRow } from '#plugins/communities/rows'
import { somebody, type Somebody } from '#plugins/communities/tests/support/people'

const DAY_MS = 24 * 60 * 60 * 1000
export const daysAgo = (days: number): Date => new Date(now().getTime() - days * DAY_MS)

export interface Joined {
  communityId: string
  tierId: string
  name?: string
  /** Millicoins that each cycle costs. */
  coins?: bigint
  since?: Date
  endedAt?: Date | null
  state?: MembershipRow['state']
}

/** Somebody who is, or was, a member, with one paid cycle. */
export async function memberIn(joined: Joined): Promise<Somebody & { membershipId: string }> {
  const { communityId, tierId, coins = 100_000n, since = daysAgo(0) } = joined
  const { endedAt = null, state = endedAt === null ? 'active' : 'ended' } = joined
  const member = await somebody({ displayName: joined.name ?? 'Mira Member' })
  const [row] = await sql<{ id: string }>(
    `insert into communities_memberships
       (community_id, tier_id, person_id, account_id, state, means, coins, anchor_at, paid_until, renews, end_reason,
        ended_at, created_at)
     values (:communityId, :tierId, :personId, :accountId, :state, 'coins', :coins, :since, :until, :renews, :reason,
        :endedAt, :since) returning id`,
    {
      communityId,
      tierId,
      personId: member.person.id,
      accountId: member.account.id,
      state,
      coins,
      since,
      until: new Date(since.getTime() + 30 * DAY_MS),
      renews: endedAt === null,
      reason: endedAt === null ? null : 'cancelled',
      endedAt,
    }
  )
  if (!row) throw new Error('No membership')
  await sql(
    `insert into communities_cycles
       (membership_id, number, tier_id, starts_at, ends_at, kind, state, coins, creator_share, created_at)
     values (:membershipId, 1, :tierId, :since, :until, 'bought', 'paid', :coins, :share, :since)`,
    {
      membershipId: row.id,
      tierId,
      since,
      until: new Date(since.getTime() + 30 * DAY_MS),
      coins,
      share: (coins * 7n) / 10n,
    }
  )
  return { ...member, membershipId: row.id }
}
