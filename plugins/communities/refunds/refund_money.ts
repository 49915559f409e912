import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { tellCreator } from '#plugins/communities/connecting/tell_creator'
import type { CommunitiesServices } from '#plugins/communities/services'
import type { PaymentsService } from '#plugins/payments/api'

type Request = Parameters<PaymentsService['refundSale']>[0]

/** Whose it is: the community's, a membership's, or that of a gateway's subscription. */
type RefundOf = { communityId: string | null } | { membershipId: string } | { orderId: string }

/**
 * Has money of a sale go back. What its gateway refuses is kept for an operator, who sees it on the panel with what to
 * press, and the creator is told: both once, however often it is tried.
 * @throws when the gateway cannot be reached: to be tried again
 */
export async function refundMoney(
  services: Pick<CommunitiesServices, 'payments' | 'outbox'>,
  of: RefundOf,
  request: Request
): Promise<'refunded' | 'refused'> {
  const outcome = await services.payments.refundSale(request)
  if (outcome === 'refunded') await settleRefused(request.paymentId)
  else await keepRefused(services, of, request)
  return outcome
}

async function keepRefused(
  services: Pick<CommunitiesServices, 'outbox'>,
  of: RefundOf,
  { paymentId, amount, reason }: Request
): Promise<void> {
  const communityId = 'communityId' in of ? of.communityId : await communityOf(of)
  await db.transaction(async (trx) => {
    const [kept] = await sql<{ payment_id: string }>(
      `insert into communities_refused_refunds (payment_id, community_id, reason, amount, refused_at)
       values (:paymentId, :communityId, :reason, :amount, :at) on conflict (payment_id) do nothing
       returning payment_id`,
      { paymentId, communityId, reason, amount, at: now() },
      trx
    )
    if (!kept) return
    logger.error({ paymentId, reason }, 'a gateway refused to give a community’s money back')
    if (communityId === null) return
    await tellCreator(
      services,
      {
        communityId,
        key: `refund_refused:${paymentId}`,
        kind: `communities.refunds.refused.${reasonKey(reason)}`,
      },
      trx
    )
  })
}

/**
 * The money went back after all.
 * @param back.gone of the payment until now: minor units, or whole Stars. By default as much as was to go back
 */
export async function settleRefused(
  paymentId: string,
  back: { gone: bigint; whole: boolean } = { gone: 0n, whole: true }
): Promise<void> {
  await sql(
    `update communities_refused_refunds set settled_at = :at
     where payment_id = :paymentId and settled_at is null and (:whole or amount <= :gone)`,
    { paymentId, at: now(), ...back }
  )
}

async function communityOf(
  of: { membershipId: string } | { orderId: string }
): Promise<string | null> {
  const [row] = await sql<{ community_id: string }>(
    `select community_id from communities_memberships
     where id = cast(:membershipId as uuid) or order_id = cast(:orderId as uuid) order by created_at desc limit 1`,
    { membershipId: null, orderId: null, ...of }
  )
  return row?.community_id ?? null
}

const REASONS = ['membership_ended', 'not_let_in', 'paid_twice', 'expired'] as const

/** Why it was to go back, as creators and operators are told it. */
export const reasonKey = (reason: string): (typeof REASONS)[number] | 'other' =>
  REASONS.find((one) => one === reason) ?? 'other'
