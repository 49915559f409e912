import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { returnPurchase } from '#plugins/communities/buying/actions/return_purchase'
import { endOf } from '#plugins/communities/buying/end_of'
import { lockForBuying, lockPurchase } from '#plugins/communities/buying/locks'
import {
  OBSTACLES,
  refused,
  type BuyOutcome,
  type Obstacle,
} from '#plugins/communities/buying/purchase'
import { findPurchase } from '#plugins/communities/buying/queries/find_purchase'
import { obstacleTo } from '#plugins/communities/buying/queries/obstacle'
import { tellBuyer } from '#plugins/communities/buying/tell_buyer'
import { now } from '#plugins/communities/clock'
import { makeGift } from '#plugins/communities/gifts/actions/make_gift'
import { startMembership } from '#plugins/communities/lifecycle/actions/start_membership'
import { findCommunity } from '#plugins/communities/queries/find_community'
import { findTier } from '#plugins/communities/queries/find_tier'
import type { CodeRow, MembershipRow, PurchaseRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What was charged for it. */
export interface Paid {
  /** The ledger's capture, and what it brought the creator. */
  transferId?: string
  creatorShare?: bigint
  /** The payments'. */
  paymentId?: string
  orderId?: string
}

/**
 * Gives what was paid for: the membership or the gift, and the purchase's end, in one transaction. Where something has
 * come to stand against it meanwhile, what was charged goes back.
 */
export async function givePurchase(
  services: CommunitiesServices,
  purchaseId: string,
  { paid = {}, tell }: { paid?: Paid; tell: boolean }
): Promise<BuyOutcome> {
  const known = await findPurchase(purchaseId)
  if (!known) throw new Error(`There is no purchase ${purchaseId}`)
  // Asked before: within the transaction it would need another connection beside that one's.
  const isThere = (await services.identity.findPerson(known.person_id)) !== null
  const done = await db.transaction(async (trx) => {
    const { community_id: communityId, person_id: personId, tier_id: tierId } = known
    await lockForBuying(trx, { communityId, personId, tierId })
    const row = await lockPurchase(trx, purchaseId)
    if (!row) throw new Error(`There is no purchase ${purchaseId}`)
    if (row.state === 'paid' || row.state === 'given_back') return row
    // Of a checkout that was given up: it was paid all the same.
    const open = {
      ...row,
      state: 'asked' as const,
      refusal: row.state === 'asked' ? row.refusal : null,
    }
    return give(services, trx, { purchase: withPaid(open, paid), paid, tell, isThere })
  })
  if (done.state !== 'asked')
    return done.state === 'refused' ? refused(obstacleIn(done)) : endOf(done)
  return returnPurchase(services, done)
}

async function give(
  services: CommunitiesServices,
  trx: TransactionClientContract,
  about: { purchase: PurchaseRow; paid: Paid; tell: boolean; isThere: boolean }
): Promise<PurchaseRow> {
  const { purchase, paid, tell, isThere } = about
  const { id: purchaseId, gift, person_id: personId } = purchase
  const tier = await findTier(purchase.tier_id, trx)
  const community = await findCommunity(purchase.community_id, trx)
  if (!tier || !community) throw new Error(`The purchase ${purchaseId} is of no tier`)
  const obstacle =
    purchase.refusal ??
    (isThere ? await obstacleTo({ community, tier, personId, gift, purchaseId }, trx) : 'deleted')
  if (obstacle !== null) {
    const charged = purchase.transfer_id !== null || purchase.payment_id !== null
    // What was charged is on its way back from here on, whatever the obstacle becomes.
    return save(trx, { ...purchase, state: charged ? 'asked' : 'refused', refusal: obstacle })
  }
  let membership: MembershipRow | null = null
  if (gift) await makeGift(trx, purchase)
  else {
    const code = await codeOf(trx, purchase)
    const { creatorShare } = paid
    membership = await startMembership(services, trx, {
      purchase,
      tier,
      code,
      community,
      creatorShare,
    })
  }
  if (tell) await tellBuyer(services, trx, { purchaseId, news: 'end' })
  return save(trx, { ...purchase, state: 'paid', membership_id: membership?.id ?? null })
}

const withPaid = (purchase: PurchaseRow, paid: Paid): PurchaseRow => ({
  ...purchase,
  transfer_id: paid.transferId ?? purchase.transfer_id,
  payment_id: paid.paymentId ?? purchase.payment_id,
  // What is paid is no trial: its free days are over, or were never told of.
  trial_days: paid.paymentId === undefined ? purchase.trial_days : 0,
  order_id: paid.orderId ?? purchase.order_id,
})

const obstacleIn = ({ refusal }: PurchaseRow): Obstacle =>
  OBSTACLES.find((one) => one === refusal) ?? 'closed'

async function codeOf(
  trx: TransactionClientContract,
  { code_id: codeId }: PurchaseRow
): Promise<CodeRow | null> {
  if (codeId === null) return null
  const [row] = await sql<CodeRow>(
    'select * from communities_codes where id = :codeId',
    { codeId },
    trx
  )
  return row ?? null
}

async function save(trx: TransactionClientContract, purchase: PurchaseRow): Promise<PurchaseRow> {
  await sql(
    `update communities_purchases set state = :state, refusal = :refusal, transfer_id = :transferId,
       payment_id = :paymentId, order_id = :orderId, membership_id = :membershipId, ended_at = :endedAt
     where id = :id`,
    {
      id: purchase.id,
      state: purchase.state,
      refusal: purchase.state === 'paid' ? null : purchase.refusal,
      transferId: purchase.transfer_id,
      paymentId: purchase.payment_id,
      orderId: purchase.order_id,
      membershipId: purchase.membership_id,
      endedAt: purchase.state === 'asked' ? null : now(),
    },
    trx
  )
  return purchase
}
