import { givePurchase } from '#plugins/communities/buying/actions/give_purchase'
import { returnPurchase } from '#plugins/communities/buying/actions/return_purchase'
import { findPurchase } from '#plugins/communities/buying/queries/find_purchase'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * A subscription with free days began at its gateway: nothing was paid yet, and they are in.
 * @returns whether it was for a purchase that waited for that
 */
export async function startSoldTrial(
  services: CommunitiesServices,
  { orderId, reference }: { orderId: string; reference: string }
): Promise<boolean> {
  const purchase = await findPurchase(reference)
  if (!purchase || purchase.trial_days === 0 || purchase.means !== 'money') return false
  if (purchase.state !== 'asked' && purchase.state !== 'refused') return false
  const outcome = await givePurchase(services, purchase.id, { paid: { orderId }, tell: true })
  // Nobody is charged after the free days for what they could not have.
  if (outcome.outcome === 'refused') {
    await returnPurchase(services, { ...purchase, order_id: orderId, refusal: outcome.reason })
  }
  return true
}
