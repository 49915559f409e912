/** One call of a model that is not a streamed reply: attempts, deadline, and the row about it. */
import { ModelError, type Asker, type ModelFailure } from '#plugins/ai/api'
import { AttemptError, beforeFirstText } from '#plugins/ai/failures'
import { saysNotHere, type Learned } from '#plugins/ai/media/learned'
import type { Policies } from '#plugins/ai/policies'
import type { Units, UsageRow } from '#plugins/ai/usage'

/** What a call was good for and what it is billed. */
export interface Answered<T> {
  value: T
  units: Units
  tokens?: { input: number; output: number } | null
  /** Millionths of a US dollar; nothing is known of other servers' bills. */
  costMicroUsd: bigint
}

export interface Call {
  asker: Asker
  /** As the rows name it: a model of the catalogue, or what it does. */
  modelId: string
  /** What it does and the server's model: failures are counted together, and absence is remembered. */
  circuit: string
  /** Milliseconds for all of it. */
  limit: number
}

export interface CallParts {
  policies: Policies
  learned: Learned
  onUsage(row: UsageRow): void
  /** For the operator's log: what was asked of which model, and what the server said. */
  onFailure?(what: string, error: ModelError): void
}

/**
 * Calls until it is answered, refused for good, or its time is over.
 * @throws ModelError
 */
export async function call<T>(
  { policies, learned, onUsage, onFailure }: CallParts,
  { asker, modelId, circuit, limit }: Call,
  attempt: (signal: AbortSignal) => Promise<Answered<T>>
): Promise<T> {
  const startedAt = performance.now()
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), limit)
  const signal = AbortSignal.any([asker.signal, deadline.signal])
  let attempts = 0
  const once = async () => {
    attempts += 1
    try {
      return await attempt(signal)
    } catch (error) {
      if (asker.signal.aborted) throw new AttemptError('broken_off', {}, { cause: error })
      if (deadline.signal.aborted) {
        throw new AttemptError('timeout', { blamesModel: true }, { cause: error })
      }
      if (saysNotHere(error)) {
        learned.learn(circuit)
        throw new AttemptError('not_able', {}, { cause: error })
      }
      throw beforeFirstText(error)
    }
  }
  const report = (answered: Answered<T> | null, failure: ModelFailure | null) =>
    onUsage({
      accountId: asker.accountId,
      personId: asker.personId,
      purpose: asker.purpose,
      askedModelId: modelId,
      modelId,
      provider: 'openai',
      inputTokens: answered?.tokens?.input ?? 0,
      outputTokens: answered?.tokens?.output ?? 0,
      tokensFrom: answered?.tokens ? 'server' : 'counted',
      costMicroUsd: answered?.costMicroUsd ?? 0n,
      latencyMs: Math.round(performance.now() - startedAt),
      firstTextMs: null,
      attempts,
      outcome: answered ? 'completed' : asker.signal.aborted ? 'aborted' : 'failed',
      failure: asker.signal.aborted ? null : failure,
      units: answered?.units ?? null,
    })
  try {
    signal.throwIfAborted()
    // The pauses between attempts do not listen to a signal themselves.
    const answered = await Promise.race([policies.run(circuit, once, signal), whenAborted(signal)])
    report(answered, null)
    return answered.value
  } catch (error) {
    const failure = deadline.signal.aborted ? new ModelError('timeout') : beforeFirstText(error)
    report(null, failure.failure)
    if (!asker.signal.aborted) onFailure?.(circuit, failure)
    throw failure
  } finally {
    clearTimeout(timer)
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(new AttemptError('broken_off')), { once: true })
  return promise
}
