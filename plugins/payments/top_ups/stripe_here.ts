import type { StripeGateway } from '#plugins/payments/gateways/stripe/stripe_gateway'
import { gatewaysFor } from '#plugins/payments/packs/gateways_for'
import type { PaymentsServices } from '#plugins/payments/services'

/** Stripe, where it is connected and cards are taken on the web; its package is loaded only there. */
export async function stripeHere(
  services: Pick<PaymentsServices, 'gateways'>
): Promise<StripeGateway | null> {
  const offered = await gatewaysFor(services, 'web')
  const found = offered.find(({ name }) => name === 'stripe')
  if (!found) return null
  const { StripeGateway: Gateway } =
    await import('#plugins/payments/gateways/stripe/stripe_gateway')
  return found instanceof Gateway ? found : null
}
