/** A streamed answer that grows by throttled edits and ends in finished messages. */
import type { Delivery, StreamNode } from '#app/bot_kit/reply'
import { tryWhile } from '#bots/discord/attempts'
import { undeliveredReason } from '#bots/discord/failures'
import { DISCORD } from '#bots/discord/limits'
import type { Outlet } from '#bots/discord/outlets'
import { pieces } from '#bots/discord/text'

export interface LiveReplyOptions {
  outlet: Outlet
  firstShowMs: number
  editIntervalMs: number
  outageRetryMs: readonly number[]
  /** Stands below what was shown when the source broke off. */
  brokenNote: string
}

type End =
  | { kind: 'done' }
  | { kind: 'stopped' }
  | { kind: 'undeliverable' }
  | { kind: 'failed'; error: unknown }

export class LiveReply {
  /** All that the source gave so far. */
  #text = ''
  /** The part of it that people can see. */
  #shown = ''
  readonly #messages: { id: string; content: string }[] = []
  #timer: NodeJS.Timeout | null = null
  #showing: Promise<void> | null = null
  #lastShownAt = 0
  #giveUp: () => void = () => undefined
  #failure: unknown = null

  constructor(private readonly options: LiveReplyOptions) {}

  async run(chunks: StreamNode['chunks'], signal: AbortSignal): Promise<Delivery> {
    const source = chunks[Symbol.asyncIterator]()
    const end = await this.#read(source, signal)
    await this.#settled()
    switch (end.kind) {
      case 'done':
        return this.#finish()
      case 'stopped':
        close(source)
        if (this.#failure !== null) return undeliverable(this.#failure)
        return { outcome: 'stopped', text: this.#shown, messageIds: this.#ids() }
      case 'undeliverable':
        close(source)
        return undeliverable(this.#failure)
      case 'failed':
        return this.#broken(end.error)
    }
  }

  /** Reads until the source ends, fails or is stopped, or the platform closes its door. */
  async #read(source: AsyncIterator<string>, signal: AbortSignal): Promise<End> {
    const { promise, resolve } = Promise.withResolvers<End>()
    let over = false
    const end = (how: End) => {
      over = true
      resolve(how)
    }
    const stop = () => end({ kind: 'stopped' })
    this.#giveUp = () => end({ kind: 'undeliverable' })
    const pull = () => void source.next().then(take, fail)
    const take = (next: IteratorResult<string>) => {
      if (over) return
      if (next.done === true) {
        // A source that ends because it was stopped has not ended by itself.
        end({ kind: signal.aborted ? 'stopped' : 'done' })
        return
      }
      this.#text += next.value
      this.#schedule()
      pull()
    }
    const fail = (error: unknown) => {
      if (!over) end(signal.aborted ? { kind: 'stopped' } : { kind: 'failed', error })
    }
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    else pull()
    try {
      return await promise
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  #schedule(): void {
    if (this.#timer || this.#showing) return
    const wait =
      this.#lastShownAt === 0
        ? this.options.firstShowMs
        : Math.max(0, this.#lastShownAt + this.options.editIntervalMs - Date.now())
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#showing = this.#showNow()
    }, wait)
  }

  /** Shows what there is. A passing outage is left to the next edit; a closed door ends the reply. */
  async #showNow(): Promise<void> {
    try {
      await this.#show(this.#text)
    } catch (error) {
      if (undeliveredReason(error) !== 'outage') {
        this.#failure = error
        this.#giveUp()
      }
    }
    this.#lastShownAt = Date.now()
    this.#showing = null
    if (this.#failure === null && this.#shown !== this.#text) this.#schedule()
  }

  /** Makes the messages say this text: edits those that differ, sends those that are missing. */
  async #show(text: string, note = ''): Promise<void> {
    const { outlet } = this.options
    const laid = pieces(text + note, DISCORD.content, DISCORD.content - outlet.reserve)
    for (const [index, content] of laid.entries()) {
      const message = this.#messages[index]
      if (!message) this.#messages.push({ id: await outlet.send({ content }), content })
      else if (message.content !== content) {
        await outlet.edit(message.id, { content })
        message.content = content
      }
    }
    this.#shown = text
  }

  async #settled(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    while (this.#showing) await this.#showing
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  async #finish(): Promise<Delivery> {
    if (this.#failure !== null) return undeliverable(this.#failure)
    try {
      await tryWhile(this.options.outageRetryMs, () => this.#show(this.#text))
    } catch (error) {
      return undeliverable(error)
    }
    return { outcome: 'delivered', text: this.#text, messageIds: this.#ids() }
  }

  #ids(): string[] {
    return this.#messages.map((one) => one.id)
  }

  /** The source threw. What was shown of it is marked, so that nobody takes it for the whole. */
  async #broken(error: unknown): Promise<Delivery> {
    if (this.#messages.length > 0) {
      try {
        await tryWhile(this.options.outageRetryMs, () =>
          this.#show(this.#shown, `\n\n-# ${this.options.brokenNote}`)
        )
      } catch {
        // The reply is free whether the mark arrives or not.
      }
    }
    return { outcome: 'failed', text: this.#shown, error }
  }
}

function undeliverable(error: unknown): Delivery {
  const reason = undeliveredReason(error)
  if (reason === null) throw error
  return { outcome: 'undelivered', reason }
}

/** Tells the source that nobody listens any more; a source that hangs is not waited for. */
function close(source: AsyncIterator<string>): void {
  void source.return?.()?.catch(() => undefined)
}
