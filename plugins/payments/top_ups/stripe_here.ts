import { StripeGateway } from '#plugins/payments/gateways/stripe/stripe_gateway'
import { gatewaysFor } from '#plugins/payments/packs/gateways_for'
import type { PaymentsServices } from '#plugins/payments/services'

/** Stripe, where it is connected and cards are taken on the web. */
export async function stripeHere(
  services: Pick<PaymentsServices, 'gateways'>
): Promise<StripeGateway | null> {
  const offered = await gatewaysFor(services, 'web')
  return offered.find((gateway) => gateway instanceof StripeGateway) ?? null
}
