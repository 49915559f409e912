import type { Asker, ModelFailure, ModelUsage, StreamRequest } from '#plugins/ai/api'
import { costOf, type CatalogueEntry } from '#plugins/ai/catalogue'
import type { TextProvider, TextSource } from '#plugins/ai/providers/text_source'
import { countCalls, countPrompt, countTokens } from '#plugins/ai/tokens'

/** What a call is counted in that is not text. */
export interface Units {
  unit: 'images' | 'seconds' | 'characters'
  count: number
}

/** A reply that is asked for: by an account, or by the program itself in a job. */
export type TextRequest = Omit<StreamRequest, 'accountId'> & Asker

/** One call of a model, as it is written down. */
export interface UsageRow extends ModelUsage {
  accountId: string | null
  personId: string | null
  purpose: string
  /** The model that was asked for; `modelId` answered. */
  askedModelId: string
  provider: string
  tokensFrom: 'server' | 'counted'
  /** Milliseconds to the first text; null when there was none. */
  firstTextMs: number | null
  /** Requests that were made, fallbacks included. */
  attempts: number
  failure: ModelFailure | null
  /** Absent for text. */
  units?: Units | null
}

/** What a run knows at its end. */
export interface Account {
  request: TextRequest
  provider: TextProvider
  entry: CatalogueEntry
  /** The last answer that a server began: it charges for the prompt whatever comes of it. */
  accepted: TextSource | null
  text: string
  latencyMs: number
  firstTextMs: number | null
  attempts: number
  outcome: ModelUsage['outcome']
  failure: ModelFailure | null
}

/** Tokens and cost of a run: the server's numbers, or our own count where it gave none. */
export function account(facts: Account): UsageRow {
  const { request, provider, entry, accepted } = facts
  const counted = accepted?.counted ?? null
  const tokens = counted ?? {
    input: accepted ? countPrompt(request.messages, request.tools) : 0,
    output:
      (facts.text === '' ? 0 : countTokens(facts.text)) + countCalls(accepted?.toolCalls ?? []),
  }
  return {
    modelId: entry.id,
    inputTokens: tokens.input,
    outputTokens: tokens.output,
    costMicroUsd: provider.free ? 0n : costOf(entry, tokens.input, tokens.output),
    latencyMs: facts.latencyMs,
    outcome: facts.outcome,
    accountId: request.accountId,
    personId: request.personId,
    purpose: request.purpose,
    askedModelId: request.modelId,
    provider: provider.name,
    tokensFrom: counted ? 'server' : 'counted',
    firstTextMs: facts.firstTextMs,
    attempts: facts.attempts,
    failure: facts.failure,
  }
}
