import type { Delivery, StreamNode, UndeliveredReason } from '#app/bot_kit/reply'
import { cutAt, openFence } from '#app/bot_kit/split'
import { writePiece, type Canvas } from '#bots/telegram/canvas'
import { undeliveredReason, type Failure } from '#bots/telegram/failures'
import { STREAM_PIECE } from '#bots/telegram/limits'
import type { Sent } from '#bots/telegram/transport'

export interface StreamOptions {
  /** Makes the place for the next message; `first` is the one that answers the person's message. */
  canvas(first: boolean): Canvas
  /** Who speaks, where that is to be said. */
  speaker: string | null
  /** Time before the first showing, and between two of them, milliseconds. */
  firstMs: number
  intervalMs: number
  /** What does not change is shown again after this time, milliseconds; never when null. */
  refreshMs: number | null
  /** Something of the answer is on its way to the person. */
  onShown(): void
}

type End =
  | { kind: 'complete' }
  | { kind: 'stopped' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'undelivered'; reason: UndeliveredReason }

/** Shows one answer while it is made: throttled, over several messages when it is long, and settled at its end. */
export class StreamPainter {
  /** All that the source gave. */
  #received = ''
  /** Up to where it stands in finished messages, and up to where it was shown. */
  #finished = 0
  #shown = 0
  /** The code block that was open at `#finished`. */
  #fence: string | null = null
  readonly #messageIds: string[] = []
  readonly #done: Canvas[] = []
  #canvas: Canvas

  #timer: NodeJS.Timeout | undefined
  #timerAt = Infinity
  #painting: Promise<void> | null = null
  #shownAt = 0
  /** Not to be disturbed before this time: a rate limit. */
  #restUntil = 0
  /** Showing has no sense here; the finished message says it all. */
  #blind = false
  #ending = false
  #fail: (reason: UndeliveredReason) => void = () => {}

  constructor(private readonly options: StreamOptions) {
    this.#canvas = options.canvas(true)
  }

  async paint(node: StreamNode, signal: AbortSignal): Promise<Delivery> {
    const end = await this.#read(node, signal)
    this.#ending = true
    clearTimeout(this.#timer)
    await this.#painting
    switch (end.kind) {
      case 'complete':
        return this.#finish('delivered', this.#received.length)
      case 'stopped':
        return this.#finish('stopped', this.#shown)
      case 'undelivered':
        await this.#withdraw()
        return { outcome: 'undelivered', reason: end.reason }
      case 'failed': {
        const text = this.#received.slice(0, this.#shown)
        await this.#withdraw()
        return { outcome: 'failed', text, error: end.error }
      }
    }
  }

  /** Takes what the source gives until it ends, the turn is stopped, or nobody can be reached. */
  async #read(node: StreamNode, signal: AbortSignal): Promise<End> {
    const source = node.chunks[Symbol.asyncIterator]()
    let over = false
    const reading = (async (): Promise<End> => {
      try {
        for (let next = await source.next(); !next.done; next = await source.next()) {
          if (over || signal.aborted) break
          this.#take(next.value)
        }
        return signal.aborted ? { kind: 'stopped' } : { kind: 'complete' }
      } catch (error) {
        return signal.aborted ? { kind: 'stopped' } : { kind: 'failed', error }
      }
    })()
    const { promise: cut, resolve } = Promise.withResolvers<End>()
    const stop = () => resolve({ kind: 'stopped' })
    this.#fail = (reason) => resolve({ kind: 'undelivered', reason })
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
    const end = await Promise.race([cut, reading])
    over = true
    signal.removeEventListener('abort', stop)
    // Not waited for: a source that hangs would hold the turn.
    if (end.kind !== 'complete') void Promise.resolve(source.return?.()).catch(() => undefined)
    return end
  }

  #take(chunk: string): void {
    if (chunk === '') return
    const first = this.#received === ''
    this.#received += chunk
    if (first) this.#schedule(this.options.firstMs)
    else if (this.#shown > 0) this.#schedule(this.options.intervalMs)
  }

  #schedule(afterMs: number): void {
    if (this.#ending || this.#painting || this.#blind) return
    const now = Date.now()
    const since = this.#shownAt === 0 ? now : this.#shownAt
    const at = Math.max(since + afterMs, this.#restUntil)
    if (at >= this.#timerAt) return
    clearTimeout(this.#timer)
    this.#timerAt = at
    this.#timer = setTimeout(
      () => {
        this.#timerAt = Infinity
        this.#painting = this.#show().finally(() => {
          this.#painting = null
          this.#shownAt = Date.now()
          this.#scheduleNext()
        })
      },
      Math.max(0, at - now)
    )
  }

  #scheduleNext(): void {
    if (this.#received.length > this.#shown) this.#schedule(this.options.intervalMs)
    else if (this.options.refreshMs !== null) this.#schedule(this.options.refreshMs)
  }

  /** Shows what there is; messages that are full are finished first. */
  async #show(): Promise<void> {
    while (this.#received.length - this.#finished > STREAM_PIECE) {
      const failure = await this.#finishPiece(this.#nextCut(this.#received.length))
      if (failure) return this.#fail(undeliveredReason(failure))
      if (this.#ending) return
    }
    const upTo = this.#received.length
    const text = this.#piece(upTo)
    if (text.isEmpty) return
    const shown = await this.#canvas.show(text)
    if (shown.ok || shown.failure.kind === 'not_modified') {
      this.options.onShown()
      this.#shown = upTo
      return
    }
    this.#cope(shown.failure)
  }

  #cope(failure: Failure): void {
    switch (failure.kind) {
      case 'rate_limited':
        this.#restUntil = Date.now() + failure.retryAfter * 1_000
        break
      case 'refused':
      case 'not_editable':
        this.#blind = true
        break
      case 'undelivered':
        // An outage may be over by the next time; the others will not change.
        if (failure.reason !== 'outage') this.#fail(failure.reason)
        break
      case 'not_modified':
        break
    }
  }

  /** Where the message being written ends, when the answer is to end at `upTo`. */
  #nextCut(upTo: number): number {
    return this.#finished + cutAt(this.#received.slice(this.#finished, upTo), STREAM_PIECE)
  }

  #piece(upTo: number) {
    return writePiece({
      source: this.#received.slice(this.#finished, upTo).trimEnd(),
      fence: this.#fence,
      speaker: this.#finished === 0 ? this.options.speaker : null,
    })
  }

  async #finishPiece(upTo: number): Promise<Failure | null> {
    const source = this.#received.slice(this.#finished, upTo)
    if (source.trim() !== '') {
      const sent: Sent<number> = await this.#canvas.finish(this.#piece(upTo))
      if (!sent.ok) return sent.failure
      this.options.onShown()
      this.#messageIds.push(String(sent.value))
      this.#done.push(this.#canvas)
      this.#canvas = this.options.canvas(false)
    }
    this.#fence = openFence(this.#fence === null ? source : `${this.#fence}\n${source}`)
    this.#finished = upTo
    this.#shown = Math.max(this.#shown, upTo)
    return null
  }

  async #finish(outcome: 'delivered' | 'stopped', upTo: number): Promise<Delivery> {
    while (this.#finished < upTo) {
      const failure = await this.#finishPiece(this.#nextCut(upTo))
      if (failure) {
        await this.#withdraw()
        return { outcome: 'undelivered', reason: undeliveredReason(failure) }
      }
    }
    return { outcome, text: this.#received.slice(0, upTo), messageIds: this.#messageIds }
  }

  /** Nothing of the answer stays that is not paid for. */
  async #withdraw(): Promise<void> {
    await this.#canvas.withdraw()
    for (const canvas of this.#done) await canvas.withdraw()
  }
}
