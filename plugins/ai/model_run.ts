import { ModelError, type ModelRun, type ModelUsage, type ToolCall } from '#plugins/ai/api'
import { beforeFirstText } from '#plugins/ai/failures'
import { FirstText, isFinal, type RunRequest, type SearchParts } from '#plugins/ai/first_text'
import { NO_CALLS, type TextSource } from '#plugins/ai/providers/text_source'
import { account, type Account, type UsageRow } from '#plugins/ai/usage'
import { Watchdog } from '#plugins/ai/watchdog'

export interface RunParts extends SearchParts {
  /** Told once, when the run is over. */
  onEnd(row: UsageRow): void
}

type Next = IteratorResult<string, undefined>
const DONE: Next = { done: true, value: undefined }

/**
 * One reply. It is its own iterator, not a generator: a consumer that never pulls, or closes before the
 * first pull, must end it too; and between the client's stream and the consumer there is one callback a
 * piece, since this runs once per token.
 */
export class StreamedRun implements ModelRun, AsyncIterableIterator<string, undefined> {
  readonly usage: Promise<ModelUsage>
  readonly #settle: (usage: ModelUsage) => void
  readonly #opening: FirstText
  readonly #watchdog = new Watchdog(() => this.#onLate())
  readonly #stop = () => this.#onStop()
  readonly #deliver = (text: string | null): Next => this.#onText(text)
  readonly #fail = (error: unknown): Next => this.#onError(error)
  #source: TextSource | undefined
  #text = ''
  #startedAt: number | undefined
  #firstTextMs: number | null = null
  #ended = false

  constructor(
    private readonly request: RunRequest,
    private readonly parts: RunParts
  ) {
    this.#opening = new FirstText(request, parts)
    const { promise, resolve } = Promise.withResolvers<ModelUsage>()
    this.usage = promise
    this.#settle = resolve
    if (request.signal.aborted) {
      this.#onStop()
      return
    }
    request.signal.addEventListener('abort', this.#stop, { once: true })
    this.#watchdog.watch(parts.timeouts.total)
  }

  get modelId(): string {
    return this.#opening.entry.id
  }

  /** Made when asked for: most replies have no tools. */
  get toolCalls(): Promise<readonly ToolCall[]> {
    return this.usage.then(({ outcome }) =>
      outcome === 'completed' ? (this.#source?.toolCalls ?? NO_CALLS) : NO_CALLS
    )
  }

  get chunks(): AsyncIterable<string> {
    return this
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** Once per piece, so it awaits nothing itself: one `then` with callbacks that exist already. */
  next(): Promise<Next> {
    if (this.#ended) {
      return Promise.resolve(DONE)
    }
    const source = this.#source
    if (!source) {
      return this.#open().then(this.#deliver, this.#fail)
    }
    this.#watchdog.watch(this.#atMost(this.parts.timeouts.betweenTexts))
    return source.read().then(this.#deliver, this.#fail)
  }

  /** The consumer wants no more. */
  async return(): Promise<Next> {
    this.#onStop()
    return this.#end('aborted', null)
  }

  async #open(): Promise<string | null> {
    const startedAt = performance.now()
    this.#startedAt = startedAt
    this.#watchdog.watch(this.parts.timeouts.total)
    const found = await this.#opening.find()
    if (!found) {
      return null
    }
    this.#source = found.source
    if (found.text !== null) this.#firstTextMs = Math.round(performance.now() - startedAt)
    return found.text
  }

  #onText(text: string | null): Next {
    this.#watchdog.calm()
    const { ended } = this.#opening
    if (ended === 'stopped') {
      return this.#end('aborted', null)
    }
    if (text === null) {
      return ended === 'late' && !this.#source?.finished
        ? this.#onError(new ModelError('timeout'))
        : this.#end('completed', null)
    }
    this.#text += text
    return { done: false, value: text }
  }

  #onError(error: unknown): Next {
    if (this.#opening.ended === 'stopped') {
      return this.#end('aborted', null)
    }
    const failure = this.#failureOf(error)
    if (this.#source?.finished && !isFinal(failure)) {
      // Every word came; only the bookkeeping after them is missing.
      return this.#end('completed', null)
    }
    this.#end('failed', failure)
    throw failure
  }

  #failureOf(error: unknown): ModelError {
    if (this.#opening.ended === 'late') {
      return new ModelError('timeout', { cause: error })
    }
    if (error instanceof ModelError && (isFinal(error) || !this.#source)) {
      return error
    }
    return this.#source ? new ModelError('broken_off', { cause: error }) : beforeFirstText(error)
  }

  /** A limit, or what is left of the whole reply's time if that is less. */
  #atMost(limit: number): number {
    const since = performance.now() - (this.#startedAt ?? 0)
    return Math.max(0, Math.min(limit, this.parts.timeouts.total - since))
  }

  #onLate(): void {
    if (this.#startedAt === undefined) {
      // Nobody ever pulled: there is nobody to tell.
      this.#onStop()
    } else {
      this.#opening.end('late')
    }
  }

  #onStop(): void {
    this.#opening.end('stopped')
    if (this.#startedAt === undefined) {
      this.#end('aborted', null)
    }
  }

  #end(outcome: ModelUsage['outcome'], failure: ModelError | null): Next {
    if (this.#ended) {
      return DONE
    }
    this.#ended = true
    this.#watchdog.stop()
    this.request.signal.removeEventListener('abort', this.#stop)
    const { entry, accepted, attempts } = this.#opening
    const facts: Account = {
      request: this.request,
      provider: this.parts.provider,
      entry,
      accepted,
      text: this.#text,
      latencyMs: this.#startedAt ? Math.round(performance.now() - this.#startedAt) : 0,
      firstTextMs: this.#firstTextMs,
      attempts,
      outcome,
      failure: failure?.failure ?? null,
    }
    if (!accepted || accepted.counted) {
      this.#report(facts)
    } else {
      // Counting tokens takes a moment: the consumer gets its end first.
      setImmediate(() => this.#report(facts))
    }
    return DONE
  }

  #report(facts: Account): void {
    const row = account(facts)
    this.#settle(row)
    this.parts.onEnd(row)
  }
}
