import { sql } from '#app/support/sql'
import { refusePurchase } from '#plugins/communities/buying/actions/refuse_purchase'
import { keyOf, type BuyOutcome, type BuyRequest } from '#plugins/communities/buying/purchase'
import { worthOf } from '#plugins/communities/worth'
import { findCommunity } from '#plugins/communities/queries/find_community'
import { findTier } from '#plugins/communities/queries/find_tier'
import type { PurchaseRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Opens the checkout of a purchase, or finds the one that it has. */
export async function openCheckout(
  services: CommunitiesServices,
  purchase: PurchaseRow,
  { frontend, wish }: Pick<BuyRequest, 'frontend' | 'wish'>
): Promise<BuyOutcome> {
  const tier = await findTier(purchase.tier_id)
  const community = await findCommunity(purchase.community_id)
  const { amount, currency, recurring } = purchase
  if (!tier || !community || amount === null || currency === null || wish.means !== 'money') {
    throw new Error(`The purchase ${purchase.id} has no price in money`)
  }
  const worth = worthOf(amount, currency)
  const opened = await services.payments.sell({
    key: keyOf(purchase),
    seller: 'communities',
    reference: purchase.id,
    personId: purchase.person_id,
    accountId: purchase.account_id,
    frontend,
    gateway: wish.gateway,
    currency,
    amount,
    // There is something to divide, however little it is.
    coins: worth > 0n ? worth : 1n,
    creatorId: community.creator_id,
    title: purchase.title,
    description: (tier.description || purchase.title).slice(0, 255),
    locale: purchase.locale,
    recurring:
      recurring && (tier.period === 'month' || tier.period === 'year')
        ? { period: tier.period, trialDays: purchase.trial_days }
        : null,
  })
  if (opened.outcome === 'refused') {
    return refusePurchase(services, purchase, opened.reason, { tell: false })
  }
  await sql(
    'update communities_purchases set order_id = :orderId where id = :id and order_id is null',
    { id: purchase.id, orderId: opened.orderId }
  )
  return { outcome: 'pay', purchase, way: opened.way }
}
