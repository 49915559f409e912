import type { ChatMessage, DemoMaterial, Tool, ToolCall } from '#plugins/ai/api'
import type { CatalogueEntry } from '#plugins/ai/catalogue'

export interface Question {
  messages: readonly ChatMessage[]
  tools?: readonly Tool[]
  toolChoice?: 'auto' | 'none'
  demo?: DemoMaterial
  /** The program asks for its own use: the demo model then sums up what it is given. Servers read `messages` alone. */
  summarise?: true
}

/** An answer that is on its way. */
export interface TextSource {
  /**
   * The next piece of text, never empty; null when the answer is complete. Throws when it breaks off.
   * After an abort it answers null or throws, whichever comes first.
   */
  read(): Promise<string | null>
  /** The model said why it stopped: what follows is bookkeeping. */
  readonly finished: boolean
  /** Tokens as the server counted them; null until it did. */
  readonly counted: { input: number; output: number } | null
  /** What the model called; whole when `read` has answered null. */
  readonly toolCalls: readonly ToolCall[]
}

export const NO_CALLS: readonly ToolCall[] = []

/** Something that answers: a server, or the demo model. */
export interface TextProvider {
  readonly name: string
  /** Nobody charges for it. */
  readonly free: boolean
  /** What a circuit breaker watches: entries that share it fail together. */
  circuitOf(entry: CatalogueEntry): string
  /** False when it has none, or turned out to refuse them. */
  takesTools(entry: CatalogueEntry): boolean
  /** Loads what it needs, once; not the model's time. */
  ready(): Promise<unknown>
  /** Asks. Resolves when the server accepted the request; no text is known then. */
  ask(entry: CatalogueEntry, question: Question, signal: AbortSignal): Promise<TextSource>
}
