import { ModelError } from '#plugins/ai/api'
import type { CatalogueEntry } from '#plugins/ai/catalogue'
import { AttemptError, beforeFirstText } from '#plugins/ai/failures'
import type { Policies } from '#plugins/ai/policies'
import type { Question, TextProvider, TextSource } from '#plugins/ai/providers/text_source'
import type { AiSettings } from '#plugins/ai/settings'
import type { TextRequest } from '#plugins/ai/usage'

export type RunRequest = TextRequest & Question

export interface SearchParts {
  provider: TextProvider
  policies: Policies
  timeouts: AiSettings['timeouts']
  /** The asked model, then those that may stand in for it. */
  candidates: readonly [CatalogueEntry, ...CatalogueEntry[]]
}

export interface Found {
  source: TextSource
  /** The first text, without the blanks before it; null when the model called tools and said nothing. */
  text: string | null
}

/** Failures of the request itself, or of what came of it: another model is not asked. */
export const isFinal = ({ failure }: ModelError): boolean =>
  failure === 'refused_request' || failure === 'empty_answer'

/**
 * The way to the first text of a reply: attempts, pauses and stand-ins. Up to here a reply can be begun
 * again without anybody seeing it.
 */
export class FirstText {
  /** The model that answers, or was asked last. */
  entry: CatalogueEntry
  /** Requests that were made. */
  attempts = 0
  /** The last answer that a server began: it charges for the prompt whatever comes of it. */
  accepted: TextSource | null = null
  /** Why nothing more is wanted: the fan stopped it, or its time is over. */
  ended: 'stopped' | 'late' | null = null
  #attempt: AbortController | undefined
  /** Cuts pauses short, which do not listen to a signal themselves. */
  readonly #cut = Promise.withResolvers<null>()

  constructor(
    private readonly request: RunRequest,
    private readonly parts: SearchParts
  ) {
    this.entry = parts.candidates[0]
  }

  /**
   * Asks the candidates in turn until one gives its first text. Null when it was ended before.
   * @throws ModelError of the last attempt
   */
  async find(): Promise<Found | null> {
    const { candidates, policies, provider } = this.parts
    let last: ModelError | undefined
    for (const entry of candidates) {
      this.entry = entry
      try {
        const circuit = provider.circuitOf(entry)
        const attempts = policies.run(circuit, () => this.#try(entry), this.request.signal)
        return await Promise.race([attempts, this.#cut.promise])
      } catch (error) {
        last = beforeFirstText(error)
        if (isFinal(last) || this.ended) {
          break
        }
      }
    }
    throw last ?? new ModelError('unavailable')
  }

  /** Gives up: the request in progress is aborted, be it before the first text or after it. */
  end(why: 'stopped' | 'late'): void {
    this.ended ??= why
    this.#attempt?.abort()
    this.#cut.resolve(null)
  }

  /** One attempt: from the request to the first text that is not blank, or to the end of one that calls tools. */
  async #try(entry: CatalogueEntry): Promise<Found> {
    await this.parts.provider.ready()
    const attempt = new AbortController()
    const timer = setTimeout(() => attempt.abort(), this.parts.timeouts.firstText)
    this.#attempt = attempt
    try {
      if (this.ended) {
        throw new AttemptError('unavailable')
      }
      this.attempts += 1
      const source = await this.parts.provider.ask(entry, this.request, attempt.signal)
      this.accepted = source
      let text = await source.read()
      while (text !== null && text.trimStart() === '') {
        text = await source.read()
      }
      if (attempt.signal.aborted) {
        throw new AttemptError('timeout')
      }
      if (text === null && source.toolCalls.length === 0) {
        throw new AttemptError('empty_answer')
      }
      return { source, text: text?.trimStart() ?? null }
    } catch (error) {
      if (this.ended === 'stopped') {
        throw new AttemptError('unavailable', {}, { cause: error })
      }
      if (attempt.signal.aborted) {
        throw new AttemptError('timeout', { blamesModel: true }, { cause: error })
      }
      throw beforeFirstText(error)
    } finally {
      clearTimeout(timer)
    }
  }
}
