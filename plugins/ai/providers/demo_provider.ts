import { setTimeout as delay } from 'node:timers/promises'
import type { DemoMaterial } from '#plugins/ai/api'
import type { CatalogueEntry } from '#plugins/ai/catalogue'
import { composeAnswer, piecesOf, type DemoWords } from '#plugins/ai/demo/compose'
import { summarise } from '#plugins/ai/demo/summarise'
import {
  NO_CALLS,
  type Question,
  type TextProvider,
  type TextSource,
} from '#plugins/ai/providers/text_source'

export interface DemoOptions {
  /** Milliseconds between pieces, so that streaming can be seen. */
  pause: number
  words(locale: string): DemoWords
}

/** Stands in when no server is connected: no network, no cost, the same answer every time. */
export class DemoProvider implements TextProvider {
  readonly name = 'demo'
  readonly free = true

  constructor(private readonly options: DemoOptions) {}

  circuitOf(_entry: CatalogueEntry): string {
    return 'demo'
  }

  takesTools(): boolean {
    return false
  }

  async ready(): Promise<void> {}

  async ask(_entry: CatalogueEntry, question: Question, signal: AbortSignal): Promise<TextSource> {
    if (question.summarise) {
      const given = question.messages.filter(({ role }) => role !== 'system').at(-1)?.content ?? ''
      return new DemoText(piecesOf(summarise(given)), 0, signal)
    }
    const words = this.options.words(question.demo?.locale ?? 'en')
    const material = question.demo ?? this.#nobody(words)
    const answer = composeAnswer(question.messages, material, words)
    return new DemoText(piecesOf(answer), this.options.pause, signal)
  }

  /** Asked without a persona (a tool, a test): the demo speaks for itself. */
  #nobody(words: DemoWords): DemoMaterial {
    const greeting = words('ai.demo.nobody')
    return { name: words('ai.demo.name'), greeting, lines: [greeting], knowledge: [], locale: 'en' }
  }
}

class DemoText implements TextSource {
  readonly counted = null
  readonly toolCalls = NO_CALLS
  #next = 0

  constructor(
    private readonly pieces: readonly string[],
    private readonly pause: number,
    private readonly signal: AbortSignal
  ) {}

  get finished(): boolean {
    return this.#next >= this.pieces.length
  }

  async read(): Promise<string | null> {
    if (this.pause > 0 && this.#next > 0 && !this.finished) {
      await delay(this.pause, undefined, { signal: this.signal })
    }
    return this.pieces[this.#next++] ?? null
  }
}
