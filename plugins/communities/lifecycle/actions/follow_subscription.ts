import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { endAll } from '#plugins/communities/lifecycle/actions/end_membership'
import { tellMembers } from '#plugins/communities/lifecycle/news'
import { lastCycles } from '#plugins/communities/lifecycle/queries/find_membership'
import { DAY, nextReminder } from '#plugins/communities/lifecycle/times'
import { cancelled, resumed } from '#plugins/communities/lifecycle/transitions'
import {
  rememberAll,
  saveCycles,
  saveMemberships,
  tellChanged,
} from '#plugins/communities/lifecycle/write'
import type { MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** How a gateway's subscription is, as `payments.subscription_changed` tells it. */
export interface SubscriptionState {
  orderId: string
  state: 'running' | 'past_due' | 'ended'
  renews: boolean
  paidUntil: Date | null
}

/**
 * A gateway counts its own months (Stars' have 30 days): its end is taken over while it is about ours; what is further
 * away is another month's.
 */
const ABOUT = 3 * DAY

/** A membership follows its subscription at the gateway: cancelled or resumed there, not paid, ended. */
export async function followSubscription(
  services: Pick<CommunitiesServices, 'outbox'>,
  told: SubscriptionState
): Promise<void> {
  await db.transaction(async (trx) => {
    const [membership] = await sql<MembershipRow>(
      `select * from communities_memberships where order_id = :orderId and state <> 'ended' for update`,
      { orderId: told.orderId },
      trx
    )
    if (!membership) return
    const counted = await takeEnd(trx, membership, told.paidUntil)
    switch (told.state) {
      case 'running':
        return follow(services, trx, {
          membership: counted,
          before: membership,
          renews: told.renews,
        })
      case 'past_due':
        return tellFailed(services, trx, counted)
      case 'ended':
        if (counted.state === 'grace') {
          await endAll(services, trx, [{ membership: counted, reason: 'unpaid', by: 'gateway' }])
          return
        }
        return follow(services, trx, { membership: counted, before: membership, renews: false })
    }
  })
  services.outbox.nudge()
}

async function takeEnd(
  trx: TransactionClientContract,
  membership: MembershipRow,
  paidUntil: Date | null
): Promise<MembershipRow> {
  const ours = membership.paid_until
  if (paidUntil === null || ours === null || paidUntil.getTime() === ours.getTime())
    return membership
  const last = (await lastCycles([membership.id], trx)).get(membership.id)
  const isAbout = Math.abs(paidUntil.getTime() - ours.getTime()) <= ABOUT
  if (last?.state !== 'paid' || !isAbout || paidUntil <= last.starts_at) return membership
  const at = now()
  await saveCycles(trx, [{ ...last, ends_at: paidUntil }])
  const isPaid = membership.state === 'grace' && paidUntil > at
  return {
    ...membership,
    paid_until: paidUntil,
    anchor_at: paidUntil,
    ...(isPaid && { state: 'active', grace_until: null, renew_attempts: 0 }),
    remind_at: nextReminder(paidUntil, at),
  }
}

async function follow(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  {
    membership,
    before,
    renews,
  }: { membership: MembershipRow; before: MembershipRow; renews: boolean }
): Promise<void> {
  const at = now()
  if (membership.renews === renews) {
    if (membership === before) return
    await saveMemberships(trx, [membership])
    return tellChanged(services, trx, [membership])
  }
  const done = renews ? resumed(membership, at) : cancelled(membership, at)
  await saveMemberships(trx, [done])
  const kind = renews ? 'resumed' : 'cancelled'
  await rememberAll(trx, [{ membership, kind, data: { by: 'gateway' } }], at)
  await tellChanged(services, trx, [done])
  if (!renews) {
    const key = `stopped:${membership.id}:${membership.paid_until?.getTime()}`
    await tellMembers(services, trx, [{ membership, news: 'stopped', key }])
  }
}

/** They are told once for each cycle, whatever the gateway tries. */
async function tellFailed(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  membership: MembershipRow
): Promise<void> {
  const key = `card:${membership.id}:${membership.paid_until?.getTime()}`
  await rememberAll(trx, [{ membership, kind: 'card_failed' }], now())
  await tellMembers(services, trx, [{ membership, news: 'card_failed', key }])
}
