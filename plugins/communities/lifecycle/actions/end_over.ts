import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { endAll } from '#plugins/communities/lifecycle/actions/end_membership'
import { stopOrder } from '#plugins/communities/lifecycle/actions/set_renewing'
import { LIFECYCLE_LIMITS } from '#plugins/communities/lifecycle/limits'
import { tellMembers } from '#plugins/communities/lifecycle/news'
import { cancelled, unpaid } from '#plugins/communities/lifecycle/transitions'
import { rememberAll, saveMemberships, tellChanged } from '#plugins/communities/lifecycle/write'
import type { EndReason, MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

type Outbox = Pick<CommunitiesServices, 'outbox'>

/**
 * Ends what is over: what was paid is used up and nothing more is to come, or the grace period is over. Those whose next
 * charge is under way are left until it is known.
 */
export async function endOver(
  services: Outbox,
  { signal }: { signal?: AbortSignal } = {}
): Promise<void> {
  const steps = [stopClosed, awaitMoney, endThem]
  for (const step of steps) {
    let found: number = LIFECYCLE_LIMITS.batch
    while (found === LIFECYCLE_LIMITS.batch && signal?.aborted !== true) {
      found = await db.transaction((trx) => step(services, trx, now()))
    }
  }
  services.outbox.nudge()
}

/** Their creator closed the community: what is paid goes on until its end, nothing is renewed. */
async function stopClosed(
  services: Outbox,
  trx: TransactionClientContract,
  at: Date
): Promise<number> {
  const found = await sql<MembershipRow>(
    `select m.* from communities_memberships m join communities_communities c on c.id = m.community_id
     where m.state <> 'ended' and m.renews and c.state = 'closed' and m.means <> 'telegram'
     limit :most for update of m skip locked`,
    { most: LIFECYCLE_LIMITS.batch },
    trx
  )
  const stopped = found.map((membership) => cancelled(membership, at))
  await saveMemberships(trx, stopped)
  await rememberAll(
    trx,
    stopped.map((membership) => ({ membership, kind: 'cancelled', data: { by: 'closed' } })),
    at
  )
  await tellChanged(services, trx, stopped)
  await stopOrder(services, trx, stopped)
  await tellMembers(
    services,
    trx,
    stopped.map((membership) => ({ membership, news: 'closing', key: `closing:${membership.id}` }))
  )
  return found.length
}

/** A gateway may be late with its payment: they stay in for the grace period. */
async function awaitMoney(
  services: Outbox,
  trx: TransactionClientContract,
  at: Date
): Promise<number> {
  const found = await sql<MembershipRow>(
    `select * from communities_memberships where state in ('trialing', 'active') and renews and means = 'money'
       and coalesce(grace_until, paid_until) <= :at
     limit :most for update skip locked`,
    { at, most: LIFECYCLE_LIMITS.batch },
    trx
  )
  const waiting = found.map((membership) => unpaid(membership, at))
  await saveMemberships(trx, waiting)
  await rememberAll(
    trx,
    waiting.map((membership) => ({
      membership,
      kind: 'not_renewed',
      data: { outcome: 'awaited' },
    })),
    at
  )
  await tellChanged(services, trx, waiting)
  return found.length
}

async function endThem(
  services: Outbox,
  trx: TransactionClientContract,
  at: Date
): Promise<number> {
  // A suspended community renews nobody, so nobody is put out of it for not having paid.
  const found = await sql<MembershipRow & { tier_period: string }>(
    `select m.*, t.period as tier_period from communities_memberships m
     join communities_tiers t on t.id = m.tier_id
     join communities_communities c on c.id = m.community_id
     where m.state <> 'ended' and coalesce(m.grace_until, m.paid_until) <= :at
       and (not m.renews or m.state = 'grace' and c.suspended_at is null)
       and not exists (select from communities_cycles y where y.membership_id = m.id and y.state = 'asked')
     limit :most for update of m skip locked`,
    { at, most: LIFECYCLE_LIMITS.batch },
    trx
  )
  await endAll(
    services,
    trx,
    found.map(({ tier_period: period, ...membership }) => ({
      membership,
      reason: reasonOf(membership, period),
      by: 'sweep',
    }))
  )
  return found.length
}

function reasonOf({ state, renews, means }: MembershipRow, period: string): EndReason {
  if (state === 'grace' && renews) return 'unpaid'
  return means === 'gift' || means === 'free' || period === 'once' ? 'expired' : 'cancelled'
}
