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
  role: 'system' | 'user' | 'assistant' | 'tool'
  content: string
  /** What an assistant's answer called; each of them is answered by one `tool` message right after it. */
  toolCalls?: readonly ToolCall[]
  /** Of a `tool` message: the call that it answers. */
  callId?: string
}

/** Something that a model may call instead of (or besides) answering in words. */
export interface Tool {
  /** Letters, digits, `_` and `-`, at most 64. */
  name: string
  description: string
  /** JSON schema of an object. */
  parameters: Readonly<Record<string, unknown>>
}

/** What a model called, as it said it: nothing about it has been checked. */
export interface ToolCall {
  /** Unique within an answer. */
  id: string
  name: string
  /** JSON, if the model keeps to it. */
  arguments: string
}

export interface StreamRequest {
  modelId: string
  messages: readonly ChatMessage[]
  /** What the model may call; left out where it is known to take no tools (see {@link AiService.takesTools}). */
  tools?: readonly Tool[]
  /** `none`: the tools are named, since earlier messages called them, but words are wanted now. Default `auto`. */
  toolChoice?: 'auto' | 'none'
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
  /** What it says now, as it stands: nothing is picked then. */
  says?: string
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
  /**
   * What the model called, in its order; empty without tools, and when the answer failed or was stopped. Known when
   * `usage` is; never rejects.
   */
  readonly toolCalls: Promise<readonly ToolCall[]>
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

/** Who asked a model for something, and what for: for the usage table. */
export interface Asker {
  /** An account id (a guest has no person); null when the program itself asks, in a job. */
  accountId: string | null
  personId: string | null
  /** For instance `personas.summary`. */
  purpose: string
  /** Aborting it cancels the HTTP request. */
  signal: AbortSignal
}

/** A model that makes pictures. */
export interface ImageModel {
  /** `budget`, `standard`, `artistic`, `storytelling` or `premium`. */
  id: string
  label: string
  /** i18n key of a sentence on what it is good for. */
  goodFor: string
  /** Price of one picture, millicoins (500 to 2000). */
  price: bigint
}

export interface ImageRequest extends Asker {
  modelId: string
  prompt: string
}

/** PNG, JPEG or WebP. */
export interface Picture {
  content: Uint8Array
  mediaType: string
}

/** As the server made it: it is not marked yet. */
export interface MadeImage extends Picture {
  modelId: string
}

export interface Recording {
  content: Uint8Array
  name: string
  mediaType: string
}

/** What a moderation model says of a text: scores from 0 to 1 by category, in OpenAI's names (`self-harm/intent`). */
export interface ModerationVerdict {
  flagged: boolean
  scores: Readonly<Record<string, number>>
}

/** What the connected server is good for. Without a server everything is false. */
export interface Abilities {
  images: boolean
  transcription: boolean
  speech: boolean
  moderation: boolean
}

/** Why a model gave no (whole) answer. */
export type ModelFailure =
  | 'unavailable'
  | 'timeout'
  | 'rate_limited'
  | 'refused_request'
  | 'empty_answer'
  | 'broken_off'
  /** No server is connected, or it cannot do this. */
  | 'not_able'

export class ModelError extends Error {
  readonly code = 'E_MODEL'
  constructor(
    readonly failure: ModelFailure,
    options?: ErrorOptions
  ) {
    super(`The model failed: ${failure}`, options)
  }
}

/** What calls of models came to. */
export interface Spending {
  calls: number
  /** Of them, those that gave no whole answer. */
  failed: number
  inputTokens: bigint
  outputTokens: bigint
  /** What the server charges, in millionths of a US dollar. */
  costMicroUsd: bigint
}

export interface SpentOn extends Spending {
  /** UTC, `YYYY-MM-DD`. */
  day: string
}

export interface SpentBy extends Spending {
  personId: string
  /** Of it, since the query's `lately`. */
  latelyMicroUsd: bigint
}

export interface SpendingQuery {
  /** Whose calls: those whose purpose begins with its name and a point. */
  plugin: string
  since: Date
}

/** What a server charges for a model, millionths of a US dollar per 1,000 tokens. */
export interface ModelPrice {
  id: string
  label: string
  /** The server's name for it. */
  serverModel: string
  input: bigint
  output: bigint
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
  /** Whether a model takes tools: false for the demo model, and for one whose server refused them a while ago. */
  takesTools(modelId: string): boolean
  /** Starts a reply. Retries and fallbacks happen before the first chunk, never after it. */
  stream(request: StreamRequest): ModelRun
  /** A whole answer at once, for the program's own use (a summary). @throws ModelError */
  complete(request: Omit<StreamRequest, 'accountId'> & Asker): Promise<string>
  readonly abilities: Abilities
  /**
   * Pictures and voices come from a server whose bill is the operator's own business. On OpenAI's own service
   * (false) the bill takes so much of their price that nothing is left for a creator's share.
   */
  readonly ownMedia: boolean
  /** Models for pictures, cheapest first; empty when the server makes none. */
  imageModels(): readonly ImageModel[]
  /** @throws ModelError */
  makeImage(request: ImageRequest): Promise<MadeImage>
  /** What is said in a recording. @throws ModelError */
  transcribe(request: Recording & Asker & { locale: string | null }): Promise<string>
  /** A text said aloud. @throws ModelError */
  speak(request: { text: string; voice: string } & Asker): Promise<Omit<Recording, 'name'>>
  /** The names of the voices that the server has. */
  voices(): readonly string[]
  /** Null when the server does not moderate or fails to: the caller has rules of its own. Never rejects. */
  moderate(
    request: { text: string; /** Looked at together with the text. */ image?: Picture } & Asker
  ): Promise<ModerationVerdict | null>
  /** What models cost, in the order of the catalogue; nothing for the demo model. */
  prices(): readonly ModelPrice[]
  /** What a plugin's calls cost by day, oldest first; days without a call are left out. Rows come a moment after the calls. */
  spendingByDay(query: SpendingQuery): Promise<readonly SpentOn[]>
  /**
   * What a plugin's calls cost by person, the dearest first; `limit` is at most 200. Two people who became one are one,
   * under the id of who they are now, whichever of the ids is asked for.
   */
  spendingByPerson(
    query: SpendingQuery & {
      lately: Date
      personId: string | null
      offset: number
      limit: number
    }
  ): Promise<readonly SpentBy[]>
  /** Tokens of a text, by the tokenizer of the catalogue's default. */
  countTokens(text: string): number
}

declare module '#app/plugin_kit/types' {
  interface Services {
    ai: AiService
  }
}
