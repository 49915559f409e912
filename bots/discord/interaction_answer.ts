/** The answer to one interaction: acknowledged within Discord's three seconds, then filled and followed up. */
import type { DiscordApi, InteractionRef } from '#bots/discord/api'
import type { Draft } from '#bots/discord/drafts'
import { ALREADY_ACKNOWLEDGED, codeOf } from '#bots/discord/failures'
import type { Outlet } from '#bots/discord/outlets'

interface How {
  private: boolean
  replaces: boolean
  /** The message's real id is wanted; else it may go by Discord's name for the first answer. */
  identify: boolean
}

type State =
  | { kind: 'fresh' }
  /** Discord shows that the bot is thinking. */
  | { kind: 'thinking'; private: boolean }
  /** A press was acknowledged without a word. */
  | { kind: 'acknowledged' }
  | { kind: 'answered' }

export interface InteractionOptions {
  ref: InteractionRef
  /** The message whose component was used, which can be replaced; null when there is none. */
  messageId: string | null
  /** Whether the answer is private, as far as is known before the command says so. */
  private: boolean
  deferAfterMs: number
  onDeferFailure: (error: unknown) => void
}

/** Discord's own name for the first answer, in the routes of its interaction. */
const ORIGINAL = '@original'

export class InteractionAnswer {
  #state: State = { kind: 'fresh' }
  #queue: Promise<unknown> = Promise.resolve()
  #private: boolean
  #showThinking: boolean
  #originalId: string | null = null
  readonly #timer: NodeJS.Timeout

  constructor(
    private readonly api: DiscordApi,
    private readonly options: InteractionOptions
  ) {
    this.#private = options.private
    this.#showThinking = options.messageId === null
    this.#timer = setTimeout(() => void this.#defer(), options.deferAfterMs)
  }

  get private(): boolean {
    return this.#private
  }

  /** What the command said of its visibility; the timer defers accordingly. */
  expect(options: { private: boolean }): void {
    this.#private = options.private
  }

  /** A longer answer is being made: show that, also after a press. */
  showThinking(): void {
    this.#showThinking = true
  }

  /** A way to send messages as answers. */
  outlet(how: How): Outlet {
    let { replaces } = how
    return {
      reserve: 0,
      send: (draft) =>
        this.#inOrder(async () => {
          const id = await this.#send(draft, { ...how, replaces })
          replaces = false
          return id
        }),
      edit: async (messageId, draft) => {
        const target = messageId === this.#originalId ? ORIGINAL : messageId
        await this.api.editAnswer(this.options.ref, target, draft)
      },
    }
  }

  /** Ends the interaction without a message of its own: the answer went elsewhere, or there is none. */
  async dismiss(): Promise<void> {
    await this.#inOrder(async () => {
      const { ref } = this.options
      if (this.#state.kind === 'fresh') {
        if (this.options.messageId !== null) {
          await this.api.deferUpdate(ref)
          this.#state = { kind: 'acknowledged' }
          return
        }
        await this.api.defer(ref, { private: true })
        this.#state = { kind: 'thinking', private: true }
      }
      if (this.#state.kind === 'thinking') {
        await this.api.deleteAnswer(ref, ORIGINAL)
        this.#state = { kind: 'acknowledged' }
      }
    })
  }

  /**
   * The turn is over: nothing is left "thinking", and Discord does not say that the bot gave no response.
   * @param options.ours the turn was taken; a redelivery that was dropped is not to be answered
   */
  async close(options: { ours: boolean }): Promise<void> {
    clearTimeout(this.#timer)
    await this.#queue
    const { kind } = this.#state
    if (kind === 'thinking' || (kind === 'fresh' && options.ours)) await this.dismiss()
  }

  async #send(draft: Draft, how: How): Promise<string> {
    const { ref, messageId } = this.options
    const state = this.#state
    switch (state.kind) {
      case 'fresh':
        return this.#first(draft, how)
      case 'thinking':
        if (state.private === how.private) {
          return this.#fill(draft)
        }
        // The first message after a deferral has the deferral's visibility, so that one is taken away.
        await this.api.deleteAnswer(ref, ORIGINAL)
        this.#state = { kind: 'acknowledged' }
        return this.api.followUp(ref, draft, how)
      case 'acknowledged':
        if (how.replaces && messageId !== null) return this.#fill(draft)
        this.#state = { kind: 'answered' }
        return this.api.followUp(ref, draft, how)
      case 'answered':
        return this.api.followUp(ref, draft, how)
    }
  }

  async #first(draft: Draft, how: How): Promise<string> {
    try {
      this.#originalId = await this.#replyOrUpdate(draft, how)
      this.#state = { kind: 'answered' }
      return this.#originalId ?? ORIGINAL
    } catch (error) {
      // An attempt got through whose answer was lost on the way: what stands there now is ours.
      if (codeOf(error) !== ALREADY_ACKNOWLEDGED) throw error
      return this.#fill(draft)
    }
  }

  /** Gives the id of the message that stands there then, where it is known. */
  async #replyOrUpdate(draft: Draft, how: How): Promise<string | null> {
    const { ref, messageId } = this.options
    if (!how.replaces || messageId === null) return this.api.reply(ref, draft, how)
    await this.api.update(ref, draft)
    return messageId
  }

  async #fill(draft: Draft): Promise<string> {
    const id = await this.api.editAnswer(this.options.ref, ORIGINAL, draft)
    this.#state = { kind: 'answered' }
    this.#originalId = id
    return id
  }

  async #defer(): Promise<void> {
    await this.#inOrder(async () => {
      if (this.#state.kind !== 'fresh') return
      const { ref } = this.options
      try {
        if (this.#showThinking) {
          await this.api.defer(ref, { private: this.#private })
          this.#state = { kind: 'thinking', private: this.#private }
        } else {
          await this.api.deferUpdate(ref)
          this.#state = { kind: 'acknowledged' }
        }
      } catch (error) {
        this.options.onDeferFailure(error)
      }
    })
  }

  /** One call after the other: what the next one does depends on how the last one ended. */
  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work)
    this.#queue = done.catch(() => undefined)
    return done
  }
}
