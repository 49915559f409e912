import type Stripe from 'stripe'

export interface StripeSettings {
  secretKey: string
  webhookSecret: string
  /** Without a slash at the end. */
  apiBase: string
}

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

type PackageError = InstanceType<typeof Stripe.errors.StripeError>
type CardError = InstanceType<typeof Stripe.errors.StripeCardError>

/** An error of the package's, by the name that it carries: who only waits for one need not load the package. */
const isPackageError = (error: unknown): error is PackageError =>
  error instanceof Error &&
  'type' in error &&
  typeof error.type === 'string' &&
  error.type.startsWith('Stripe')

/** A card's bank says no. */
export const isCardError = (error: unknown): error is CardError =>
  isPackageError(error) && error.type === 'StripeCardError'

/**
 * What an error of the package means. Stripe's own words are left out of the messages: they repeat parts of keys and of
 * what was sent.
 * @returns something to throw
 */
export function failureOf(error: unknown): unknown {
  if (!isPackageError(error)) return error
  const reason = error.code ?? 'unknown'
  if (isCardError(error)) {
    return new StripeRefused(error.decline_code ?? reason, null)
  }
  // Another request of the same key is under way: its answer will be this one's.
  const isUnderWay = error.code === 'idempotency_key_in_use'
  const isFinal = ['StripeInvalidRequestError', 'StripeIdempotencyError'].includes(error.type)
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
