/** Text from models: the catalogue's models, what they are asked, and what comes of it. */

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
