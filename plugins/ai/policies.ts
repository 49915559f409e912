/** When to try again, and when to leave a model alone. Rules and reasons: docs/adr/0004. */
import {
  circuitBreaker,
  ConsecutiveBreaker,
  DelegateBackoff,
  handleWhen,
  isBrokenCircuitError,
  retry,
  wrap,
  type IPolicy,
  type IRetryBackoffContext,
} from 'cockatiel'
import type { AiSettings } from '#plugins/ai/settings'
import { AttemptError } from '#plugins/ai/failures'

/**
 * Milliseconds before the next attempt: what the server asks for, else doubling with up to a half of it
 * taken off at random, so that many replies that failed together do not come back together.
 * @param attempt from 1
 */
export function pauseBefore(
  attempt: number,
  error: unknown,
  settings: AiSettings['retry'],
  random = Math.random
): number {
  if (error instanceof AttemptError && error.retryAfter !== null) {
    return error.retryAfter
  }
  const pause = Math.min(settings.firstPause * 2 ** (attempt - 1), settings.longestPause)
  return pause * (1 - random() / 2)
}

const failureOf = (context: IRetryBackoffContext<unknown>): unknown =>
  'error' in context.result ? context.result.error : undefined

/** One retry policy and one circuit breaker for each model of the server, made when first needed. */
export class Policies {
  readonly #circuits = new Map<string, IPolicy>()

  constructor(private readonly settings: Pick<AiSettings, 'retry' | 'breaker'>) {}

  /** Runs attempts; throws the last one's error, or an `unavailable` when the circuit is open. */
  async run<T>(circuit: string, attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await this.#policyOf(circuit).execute(attempt, signal)
    } catch (error) {
      throw isBrokenCircuitError(error)
        ? new AttemptError('unavailable', {}, { cause: error })
        : error
    }
  }

  #policyOf(circuit: string): IPolicy {
    const known = this.#circuits.get(circuit)
    if (known) {
      return known
    }
    const made = this.#make()
    this.#circuits.set(circuit, made)
    return made
  }

  #make(): IPolicy {
    const { retry: again, breaker } = this.settings
    const isRetriable = (error: Error) =>
      error instanceof AttemptError &&
      error.retriable &&
      (error.retryAfter ?? 0) <= again.longestRetryAfter
    return wrap(
      retry(handleWhen(isRetriable), {
        maxAttempts: again.attempts,
        backoff: new DelegateBackoff((context: IRetryBackoffContext<unknown>) =>
          pauseBefore(context.attempt, failureOf(context), again)
        ),
      }),
      circuitBreaker(
        handleWhen((error) => error instanceof AttemptError && error.blamesModel),
        {
          halfOpenAfter: breaker.openFor,
          breaker: new ConsecutiveBreaker(breaker.failures),
        }
      )
    )
  }
}
