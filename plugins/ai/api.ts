/**
 * The door of the model plugin: a catalogue with prices in coins, and text from whichever server is connected.
 */

export interface Model {
  /** The name that the catalogue knows it by, for instance `standard`. */
  id: string
  label: string
  /** i18n key of a sentence on what it is good for. */
  goodFor: string
  /** Price of one reply, millicoins (500 to 2000). */
  price: bigint
  /** Tokens that prompt and reply may fill together. */
  contextSize: number
  /** Most tokens of one reply. */
  maxReplyTokens: number
  modality: 'text'
  /** It is the built-in demonstration model: no server is connected. */
  demo: boolean
}

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

export interface StreamRequest {
  modelId: string
  messages: readonly ChatMessage[]
  /** Who asked: an account id (a guest has no person). */
  accountId: string
  personId: string | null
  /** What for, for the usage table: `personas.reply`. */
  purpose: string
  /** Aborting it cancels the HTTP request. */
  signal: AbortSignal
  /** What the demo model answers from; other models ignore it. */
  demo?: DemoMaterial
}

/** What a persona can say without any model: the demo model picks from it, deterministically. */
export interface DemoMaterial {
  name: string
  greeting: string
  /** Things that the persona says in its examples. */
  lines: readonly string[]
  /** What a fan said before each of `lines`, in the same order: it finds the fitting one. */
  prompts?: readonly string[]
  /** Facts, for questions that touch them. */
  knowledge: readonly string[]
  locale: string
}

export interface ModelRun {
  /** The model that answers; differs from the asked one after a fallback (same price). */
  modelId: string
  /**
   * Pieces of the reply, in order; the first pull waits for the model's first words.
   * Throws {@link ModelError}; ends quietly when the signal aborts.
   */
  chunks: AsyncIterable<string>
  /**
   * Known when `chunks` has ended in whatever way (also by `signal`, or because nobody pulled it for the
   * time that a whole reply may take); never rejects.
   */
  usage: Promise<ModelUsage>
}

export interface ModelUsage {
  modelId: string
  inputTokens: number
  outputTokens: number
  /** What the server charges, in millionths of a US dollar. */
  costMicroUsd: bigint
  latencyMs: number
  outcome: 'completed' | 'aborted' | 'failed'
}

/** Why a model gave no (whole) answer. */
export type ModelFailure =
  'unavailable' | 'timeout' | 'rate_limited' | 'refused_request' | 'empty_answer' | 'broken_off'

export class ModelError extends Error {
  readonly code = 'E_MODEL'
  constructor(
    readonly failure: ModelFailure,
    options?: ErrorOptions
  ) {
    super(`The model failed: ${failure}`, options)
  }
}

export interface AiService {
  /** The catalogue, cheapest first. */
  models(): readonly Model[]
  /** A model by its id, or the default one when it is unknown or null. */
  model(id: string | null): Model
  /** The model that suits a wallet: the best that it affords at least 10 replies of, else the cheapest. */
  recommend(available: bigint): Model
  /** True when no server is connected and the demo model answers. */
  readonly demo: boolean
  /** Starts a reply. Retries and fallbacks happen before the first chunk, never after it. */
  stream(request: StreamRequest): ModelRun
  /** Tokens of a text, by the tokenizer of the catalogue's default. */
  countTokens(text: string): number
}

declare module '#app/plugin_kit/types' {
  interface Services {
    ai: AiService
  }
}
