/** Stripe's gateway over its emulator. */
import { stripeGateway } from '#plugins/payments/gateways/stripe/index'
import type { StripeGateway } from '#plugins/payments/gateways/stripe/stripe_gateway'
import { takeEvent } from '#plugins/payments/inbox/take_event'
import { paymentsContext } from '#plugins/payments/tests/support/counter'
import type { StripeEmulator, StripeEvent } from '#tests/emulators/stripe/index'

export const gatewayOn = (stripe: StripeEmulator): StripeGateway =>
  stripeGateway({
    secretKey: stripe.key,
    webhookSecret: stripe.webhookSecret,
    apiBase: stripe.base,
  })

/** Brings events to the inbox as the webhook does: by their signature. By default all that are new. */
export async function tell(
  stripe: StripeEmulator,
  gateway: StripeGateway,
  events: readonly StripeEvent[] = stripe.takeEvents()
): Promise<void> {
  const { outbox } = await paymentsContext()
  for (const one of events) {
    const { body, headers } = stripe.signed(one)
    const event = gateway.verify(body, (name) => new Headers(headers).get(name) ?? undefined)
    if (!event) throw new Error('The signature is wrong')
    await takeEvent({ outbox }, { provider: 'stripe', ...event })
  }
}
