import { setTimeout as wait } from 'node:timers/promises'
import type { LoggerService } from '@adonisjs/core/types'
import type { Delivery, StreamNode } from '#app/bot_kit/reply'
import { drawSpeaker } from '#bots/web/draw'
import { WEB_LIMITS } from '#bots/web/limits'
import type { MessageBody, StreamState } from '#bots/web/protocol'

export interface StreamTarget {
  /** Id of the message that grows. */
  id: string
  /** Keeps the message in the transcript and tells the pages; rejects when the database is away. */
  keep(id: string, body: MessageBody): Promise<void>
  /** Tells the pages what the text gained after its first `from` units; may be lost. */
  grow(id: string, from: number, text: string): void
  logger: LoggerService
}

/** How the source ended. */
type End = { state: 'done' } | { state: 'stopped' } | { state: 'broken'; error: unknown }

/**
 * Lets a message grow until its source ends or `signal` aborts. Pages get the gains as they come; once a
 * second the text so far is kept, so that a page which lost some or was reloaded catches up.
 */
export async function drawStream(
  node: StreamNode,
  signal: AbortSignal,
  target: StreamTarget
): Promise<Delivery> {
  const growing = new GrowingText(node, target)
  const end = await readAll(node.chunks, signal, (chunk) => growing.add(chunk))
  const kept = await growing.finish(end.state)
  if (!kept) return { outcome: 'undelivered', reason: 'outage' }

  const { text } = growing
  switch (end.state) {
    case 'done':
      return { outcome: 'delivered', text, messageIds: [target.id] }
    case 'stopped':
      return { outcome: 'stopped', text, messageIds: text === '' ? [] : [target.id] }
    case 'broken':
      return { outcome: 'failed', text, error: end.error }
  }
}

/** Reads chunks until they end, fail or the signal aborts; a source that hangs does not hold it up. */
async function readAll(
  chunks: AsyncIterable<string>,
  signal: AbortSignal,
  take: (chunk: string) => void
): Promise<End> {
  const iterator = chunks[Symbol.asyncIterator]()
  const aborted = new Promise<'aborted'>((resolve) => {
    if (signal.aborted) resolve('aborted')
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true })
  })
  try {
    for (;;) {
      const next = await Promise.race([aborted, iterator.next()])
      if (next === 'aborted' || signal.aborted) {
        void iterator.return?.()?.catch(() => undefined)
        return { state: 'stopped' }
      }
      if (next.done) return { state: 'done' }
      take(next.value)
    }
  } catch (error) {
    return signal.aborted ? { state: 'stopped' } : { state: 'broken', error }
  }
}

class GrowingText {
  text = ''
  readonly #speaker
  #told = 0
  #begun: Promise<void>
  #tellTimer: NodeJS.Timeout | undefined
  readonly #keepTimer: NodeJS.Timeout
  #keeping: Promise<void>

  constructor(
    node: StreamNode,
    private readonly target: StreamTarget
  ) {
    this.#speaker = drawSpeaker(node.speaker)
    this.#begun = this.#tryToKeep()
    this.#keeping = this.#begun
    this.#keepTimer = setInterval(() => {
      this.#keeping = this.#keeping.then(() => this.#tryToKeep())
    }, WEB_LIMITS.snapshotMs)
  }

  add(chunk: string): void {
    if (chunk === '') return
    this.text += chunk
    this.#tellTimer ??= setTimeout(() => this.#tell(), WEB_LIMITS.deltaMs)
  }

  /** Keeps the last state, through a short outage of the database. False when it could not be kept. */
  async finish(state: StreamState): Promise<boolean> {
    clearInterval(this.#keepTimer)
    clearTimeout(this.#tellTimer)
    await this.#keeping
    const body: MessageBody =
      this.text === '' && state !== 'done' ? { kind: 'gone' } : this.#body(state)
    const deadline = Date.now() + WEB_LIMITS.keepTryingMs
    for (let pause = 100; ; pause = Math.min(pause * 2, 2_000)) {
      try {
        await this.target.keep(this.target.id, body)
        return true
      } catch (error) {
        this.target.logger.warn({ err: error }, 'a reply is not kept yet')
        if (Date.now() + pause > deadline) return false
        await wait(pause)
      }
    }
  }

  #tell(): void {
    this.#tellTimer = undefined
    // A page learns of the message first, of its growth then.
    void this.#begun.then(() => {
      if (this.#told === this.text.length) return
      this.target.grow(this.target.id, this.#told, this.text.slice(this.#told))
      this.#told = this.text.length
    })
  }

  /** An outage in between is no harm: the end is kept for certain, or counts as undelivered. */
  async #tryToKeep(): Promise<void> {
    try {
      await this.target.keep(this.target.id, this.#body('running'))
    } catch (error) {
      this.target.logger.warn({ err: error }, 'a running reply is not kept')
    }
  }

  #body(state: StreamState): MessageBody {
    return { kind: 'stream', text: this.text, state, speaker: this.#speaker }
  }
}
