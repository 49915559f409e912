import Stripe from 'stripe'
import paymentsConfig from '#config/payments'

export interface StripeSettings {
  secretKey: string
  webhookSecret: string
  /** Without a slash at the end. */
  apiBase: string
}

/** How often a request is sent again by itself: each POST carries a key, so it happens once all the same. */
const RETRIES = 1

/** Stripe understood the request and refuses it: the same request again is refused again. */
export class StripeRefused extends Error {
  constructor(
    /** Of docs.stripe.com/error-codes; `unknown` where Stripe names none. */
    readonly reason: string,
    /** The parameter that it is about. */
    readonly param: string | null,
    options?: ErrorOptions
  ) {
    super(`Stripe refused: ${reason}`, options)
  }
}

/** Stripe cannot be reached, is busy, or does not know our key: later it may work. Whether it did it is not known. */
export class StripeUnavailable extends Error {
  readonly code = 'E_STRIPE_UNAVAILABLE'
}

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

/**
 * What an error of the package means. Stripe's own words are left out of the messages: they repeat parts of keys and of
 * what was sent.
 * @returns something to throw
 */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error
  const reason = error.code ?? 'unknown'
  if (error instanceof Stripe.errors.StripeCardError) {
    return new StripeRefused(error.decline_code ?? reason, null)
  }
  // Another request of the same key is under way: its answer will be this one's.
  const isUnderWay = error.code === 'idempotency_key_in_use'
  const isFinal =
    error instanceof Stripe.errors.StripeInvalidRequestError ||
    error instanceof Stripe.errors.StripeIdempotencyError
  if (isFinal && !isUnderWay && error.statusCode !== 429) {
    return new StripeRefused(reason, error.param ?? null)
  }
  return new StripeUnavailable(
    `Stripe is not available: ${error.type} ${error.statusCode ?? ''}`.trim()
  )
}

/**
 * Asks Stripe for something.
 * @throws StripeRefused, StripeUnavailable
 */
export async function ask<T>(question: Promise<T>): Promise<T> {
  try {
    return await question
  } catch (error) {
    throw failureOf(error)
  }
}

/** JSON and forms know no bigint: the amount as Stripe wants it, exactly or not at all. */
export function wireAmount(amount: bigint): number {
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error('An amount is too large for Stripe')
  return Number(amount)
}
