import Stripe from 'stripe'
import paymentsConfig from '#config/payments'
import type { StripeSettings } from '#plugins/payments/gateways/stripe/client'

/** How often a request is sent again by itself: each POST carries a key, so it happens once all the same. */
const RETRIES = 1

/** Stripe by its own package, which pins the version of the API. */
export function stripeClient(settings: Pick<StripeSettings, 'secretKey' | 'apiBase'>): Stripe {
  const { hostname, port, protocol } = new URL(settings.apiBase)
  const isPlain = protocol === 'http:'
  return new Stripe(settings.secretKey, {
    host: hostname,
    port: port || (isPlain ? 80 : 443),
    protocol: isPlain ? 'http' : 'https',
    timeout: paymentsConfig.callTimeoutMs,
    maxNetworkRetries: RETRIES,
    telemetry: false,
    appInfo: { name: 'Greenroom' },
  })
}
