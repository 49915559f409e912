/** From what goes wrong on the wire to the few failures that the rest of the program knows. */
import { ModelError, type ModelFailure } from '#plugins/ai/api'

/** A failure with what the retry policy wants to know of it. */
export class AttemptError extends ModelError {
  /** A second attempt may go better. */
  readonly retriable: boolean
  /** The model (not the request) is at fault: it counts for the circuit breaker. */
  readonly blamesModel: boolean
  /** Milliseconds that the server asks us to wait. */
  readonly retryAfter: number | null

  constructor(
    failure: ModelFailure,
    facts: { retriable?: boolean; blamesModel?: boolean; retryAfter?: number | null } = {},
    options?: ErrorOptions
  ) {
    super(failure, options)
    this.retriable = facts.retriable ?? false
    this.blamesModel = facts.blamesModel ?? false
    this.retryAfter = facts.retryAfter ?? null
  }
}

/**
 * Milliseconds that a response's headers ask us to wait: `retry-after-ms` (OpenAI's own), or
 * `Retry-After` in seconds or as a date (RFC 9110, 10.2.3).
 */
export function retryAfterOf(headers: Headers | undefined, now = Date.now()): number | null {
  const milliseconds = Number.parseFloat(headers?.get('retry-after-ms') ?? '')
  if (Number.isFinite(milliseconds) && milliseconds >= 0) {
    return milliseconds
  }
  const value = headers?.get('retry-after')
  if (!value) {
    return null
  }
  const seconds = Number(value)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now
  return Number.isFinite(wait) ? Math.max(0, wait) : null
}

/** An answer with an error status, as the client throws it (told by shape: the client is loaded late). */
interface StatusError {
  status: number
  code?: unknown
  headers?: Headers
}

const isStatusError = (error: unknown): error is StatusError =>
  error instanceof Error && 'status' in error && typeof error.status === 'number'

function fromStatus(error: StatusError): AttemptError {
  const { status } = error
  const cause = { cause: error }
  const retryAfter = retryAfterOf(error.headers)
  if (status === 429) {
    // An account without money answers 429 too, and goes on doing so.
    const retriable = error.code !== 'insufficient_quota'
    return new AttemptError('rate_limited', { retriable, blamesModel: true, retryAfter }, cause)
  }
  if (status >= 500 || status === 408 || status === 409) {
    return new AttemptError(
      'unavailable',
      { retriable: true, blamesModel: true, retryAfter },
      cause
    )
  }
  if (status === 401 || status === 403 || status === 404) {
    // A wrong key or an unknown model is a setting to be mended; another model may still answer.
    return new AttemptError('unavailable', { blamesModel: true }, cause)
  }
  return new AttemptError('refused_request', {}, cause)
}

/**
 * What an error means that came before the first text. Whatever has no status is the connection's:
 * refused, reset, closed in the middle, an event that is not JSON.
 */
export function beforeFirstText(error: unknown): AttemptError {
  if (error instanceof AttemptError) {
    return error
  }
  return isStatusError(error)
    ? fromStatus(error)
    : new AttemptError('unavailable', { retriable: true, blamesModel: true }, { cause: error })
}
