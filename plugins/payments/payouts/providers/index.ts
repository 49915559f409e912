import app from '@adonisjs/core/services/app'
import type { PayoutProviderName } from '#plugins/payments/payouts/payout'
import type { PayoutProvider } from '#plugins/payments/payouts/providers/provider'
import paymentsConfig from '#config/payments'

/** Providers that send money by themselves, by name. In the container as `payoutProviders`. */
export type PayoutProviders = ReadonlyMap<PayoutProviderName, PayoutProvider>

/** Makes those that have their settings; Stripe's package is loaded only then. */
export async function makePayoutProviders(): Promise<PayoutProviders> {
  const { secretKey, apiBase } = paymentsConfig.stripe
  if (secretKey === undefined) return new Map()
  const { stripeClient } = await import('#plugins/payments/gateways/stripe/make_client')
  const { stripePayouts } = await import('#plugins/payments/payouts/providers/stripe')
  return new Map([['stripe', stripePayouts(stripeClient({ secretKey, apiBase }))]])
}

/** Null where it is not connected, and for those that an admin pays by hand. */
export async function payoutProvider(name: PayoutProviderName): Promise<PayoutProvider | null> {
  const providers = await app.container.make('payoutProviders')
  return providers.get(name) ?? null
}

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    payoutProviders: PayoutProviders
  }
}
