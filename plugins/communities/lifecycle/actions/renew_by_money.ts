import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { FRESH_CYCLE } from '#plugins/communities/lifecycle/fresh_cycle'
import { refundMoney } from '#plugins/communities/refunds/refund_money'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { stopOrder } from '#plugins/communities/lifecycle/actions/set_renewing'
import { tellMembers } from '#plugins/communities/lifecycle/news'
import { lastCycles } from '#plugins/communities/lifecycle/queries/find_membership'
import { goneOf, lockReturned } from '#plugins/communities/lifecycle/returned'
import { nextEnd } from '#plugins/communities/lifecycle/times'
import { paid } from '#plugins/communities/lifecycle/transitions'
import {
  rememberAll,
  saveCycles,
  saveMemberships,
  tellChanged,
} from '#plugins/communities/lifecycle/write'
import { findTier } from '#plugins/communities/queries/find_tier'
import type { CycleRow, MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** A payment of a subscription, as `payments.sold` tells it. */
export interface SubscriptionPayment {
  paymentId: string
  orderId: string
  /** Minor units; whole Stars. */
  amount: bigint
  currency: string
  /** Millicoins that it brought the creator, where known. */
  creatorShare?: bigint
}

export type RenewedByMoney =
  | { outcome: 'renewed'; membership: MembershipRow }
  /** It was counted before. */
  | { outcome: 'known' }
  /** The membership is over, was cancelled, or is paid otherwise by now: the money goes back. */
  | { outcome: 'refunded' }

/**
 * A later payment of a subscription: the next cycle is paid. Money for something that has ended goes back, and the
 * subscription is stopped. Told twice, it counts once.
 * @throws when the money cannot go back now: to be tried again
 */
export async function renewByMoney(
  services: Pick<CommunitiesServices, 'outbox' | 'payments'>,
  payment: SubscriptionPayment
): Promise<RenewedByMoney> {
  const outcome = await db.transaction((trx) => renew(services, trx, payment))
  if (outcome.outcome === 'refunded') {
    const { paymentId } = payment
    const request = {
      key: `late:${paymentId}`,
      paymentId,
      amount: null,
      reason: 'membership_ended',
    }
    await refundMoney(services, { orderId: payment.orderId }, request)
  }
  services.outbox.nudge()
  return outcome
}

async function renew(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  payment: SubscriptionPayment
): Promise<RenewedByMoney> {
  await lockReturned(trx, payment.paymentId)
  // Of an order's memberships the live one, or the newest.
  const [membership] = await sql<MembershipRow>(
    `select * from communities_memberships where order_id = :orderId
     order by (state = 'ended'), created_at desc limit 1 for update`,
    { orderId: payment.orderId },
    trx
  )
  if (!membership) {
    await stopOrder(services, trx, [{ id: payment.paymentId, order_id: payment.orderId }])
    return { outcome: 'refunded' }
  }
  const known = await sql(
    'select 1 from communities_cycles where payment_id = :paymentId',
    { paymentId: payment.paymentId },
    trx
  )
  if (known.length > 0) return { outcome: 'known' }
  const at = now()
  const tier = await findTier(membership.tier_id, trx)
  if (!tier || membership.state === 'ended' || !membership.renews) {
    await stopOrder(services, trx, [membership])
    const data = { paymentId: payment.paymentId }
    await rememberAll(trx, [{ membership, kind: 'paid_too_late', data }], at)
    return { outcome: 'refunded' }
  }
  const last = (await lastCycles([membership.id], trx)).get(membership.id)
  const startsAt = membership.paid_until ?? at
  const cycle: CycleRow = {
    ...FRESH_CYCLE,
    id: randomUUID(),
    membership_id: membership.id,
    number: (last?.number ?? 0) + 1,
    tier_id: tier.id,
    starts_at: startsAt,
    ends_at: nextEnd(membership.anchor_at, tier, startsAt),
    kind: 'renewed',
    state: 'paid',
    coins: 0n,
    currency: payment.currency,
    amount: payment.amount,
    transfer_id: null,
    payment_id: payment.paymentId,
    given_back: await goneOf(trx, payment.paymentId),
    agreed: null,
    label: null,
    creator_share: payment.creatorShare ?? 0n,
    created_at: at,
  }
  const done = { ...paid(membership, { cycle, tier, at }), amount: payment.amount }
  await saveCycles(trx, [cycle])
  await saveMemberships(trx, [done])
  await rememberAll(trx, [{ membership, kind: 'renewed', data: { number: cycle.number } }], at)
  await tellChanged(services, trx, [done])
  if (membership.state === 'grace') {
    const key = `renewed:${membership.id}:${cycle.number}`
    await tellMembers(services, trx, [{ membership, news: 'renewed', key }])
  }
  return { outcome: 'renewed', membership: done }
}
