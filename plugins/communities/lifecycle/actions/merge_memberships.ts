import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { endAll } from '#plugins/communities/lifecycle/actions/end_membership'
import { oweUnused } from '#plugins/communities/lifecycle/actions/give_back_cycles'
import { tellChanged } from '#plugins/communities/lifecycle/write'
import type { EndReason, MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Tables of this plugin with people in them, and the column. */
const OWNED = [
  ['communities_memberships', 'person_id'],
  ['communities_purchases', 'person_id'],
  ['communities_gifts', 'redeemed_by'],
  ['communities_grants', 'person_id'],
  ['communities_history', 'person_id'],
  ['communities_bans', 'by_person'],
] as const

/**
 * Two people become one. Where both are members of a community, the one that is paid for longer stays; the other ends
 * and its unused share is given back. Whoever was banned as one of them is banned.
 */
export async function mergeMemberships(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  { from, into }: { from: string; into: string }
): Promise<void> {
  const live = await sql<MembershipRow>(
    `select * from communities_memberships
     where person_id = any (:people::uuid[]) and state <> 'ended' order by id for update`,
    { people: [from, into] },
    trx
  )
  await sql(
    `insert into communities_bans (community_id, person_id, by_person, reason, created_at)
     select community_id, :into, by_person, reason, created_at from communities_bans where person_id = :from
     on conflict do nothing`,
    { from, into },
    trx
  )
  await sql('delete from communities_bans where person_id = :from', { from }, trx)
  const banned = await sql<{ community_id: string }>(
    'select community_id from communities_bans where person_id = :into',
    { into },
    trx
  )
  const bannedIn = new Set(banned.map(({ community_id: id }) => id))

  const over: { membership: MembershipRow; reason: EndReason }[] = []
  for (const group of Map.groupBy(live, (one) => one.community_id).values()) {
    const [longest, ...others] = group.toSorted(byPaid)
    for (const membership of others) over.push({ membership, reason: 'merged' })
    if (longest && bannedIn.has(longest.community_id)) {
      over.push({ membership: longest, reason: 'removed' })
    }
  }
  const at = now()
  await endAll(
    services,
    trx,
    over.map((one) => ({ ...one, by: 'merge', silent: one.reason === 'merged' }))
  )
  for (const { membership } of over) {
    await oweUnused(services, trx, { membershipId: membership.id, at })
  }
  for (const [table, column] of OWNED) {
    await sql(`update ${table} set ${column} = :into where ${column} = :from`, { from, into }, trx)
  }
  await tellChanged(
    services,
    trx,
    live.map((membership) => ({ ...membership, person_id: into }))
  )
}

const END = Number.POSITIVE_INFINITY

/** The one that is paid for longest first; of two, the one that goes on by itself. */
function byPaid(one: MembershipRow, other: MembershipRow): number {
  const until = ({ paid_until: paid }: MembershipRow): number => paid?.getTime() ?? END
  if (until(one) !== until(other)) return until(other) - until(one)
  return Number(other.renews) - Number(one.renews)
}
