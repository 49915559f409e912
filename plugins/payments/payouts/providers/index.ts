import app from '@adonisjs/core/services/app'
import { stripeClient } from '#plugins/payments/gateways/stripe/client'
import type { PayoutProviderName } from '#plugins/payments/payouts/payout'
import type { PayoutProvider } from '#plugins/payments/payouts/providers/provider'
import { stripePayouts } from '#plugins/payments/payouts/providers/stripe'
import paymentsConfig from '#config/payments'

/** Providers that send money by themselves, by name. In the container as `payoutProviders`. */
export type PayoutProviders = ReadonlyMap<PayoutProviderName, PayoutProvider>

export function makePayoutProviders(): PayoutProviders {
  const { secretKey } = paymentsConfig.stripe
  if (secretKey === undefined) return new Map()
  const { apiBase } = paymentsConfig.stripe
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
