import { carryOn } from '#plugins/communities/buying/actions/carry_on'
import { openCheckout } from '#plugins/communities/buying/actions/open_checkout'
import { writePurchase } from '#plugins/communities/buying/actions/write_purchase'
import type { BuyOutcome, BuyRequest } from '#plugins/communities/buying/purchase'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Somebody buys a tier, for themselves or as a gift. It is written down first; see docs/adr/0029 for what happens at each
 * crash. Money is answered by a checkout, and given once it is paid.
 */
export async function buyTier(
  services: CommunitiesServices,
  request: BuyRequest
): Promise<BuyOutcome> {
  const written = await writePurchase(services, request)
  if (written.outcome === 'refused') return written
  const { purchase } = written
  return purchase.means === 'money' && purchase.state === 'asked'
    ? openCheckout(services, purchase, request)
    : carryOn(services, purchase, 'buyer')
}
