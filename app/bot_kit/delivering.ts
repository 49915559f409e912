import { setTimeout as wait } from 'node:timers/promises'
import type { LoggerService } from '@adonisjs/core/types'
import type { ButtonStore } from '#app/bot_kit/button_store'
import type { Conversation } from '#app/bot_kit/conversation'
import type { Delivery as Delivered, Reply, StreamNode } from '#app/bot_kit/reply'
import type { Drawing } from '#app/bot_kit/surface'

/** How often, and how long apart at most, a settlement is tried again: about a minute in all. */
const SETTLE_ATTEMPTS = 12
const SETTLE_PAUSE_MS = 10_000

/** Draws answers, and settles streams when it is known what reached the person. */
export class Delivery {
  static readonly plainDrawing: Drawing = { private: true, replaces: false, buttons: new Map() }

  constructor(
    private readonly conversation: Conversation,
    private readonly services: { buttons: ButtonStore; logger: LoggerService }
  ) {}

  /** Draws the nodes in order; stops at the first that the platform does not take. */
  async deliver(reply: Reply, how: { private: boolean; replaces: boolean }): Promise<void> {
    let replaces = how.replaces
    for (const node of reply) {
      if (node.kind === 'stream') {
        await this.#stream(node, how)
      } else {
        const buttons = await this.services.buttons.mint(node, this.conversation.account)
        const drawn = await this.conversation.surface.draw(node, { ...how, replaces, buttons })
        const { settle } = node.kind === 'image' || node.kind === 'audio' ? node : {}
        if (settle) {
          const after = await this.#settling(() => settle.call(node, drawn))
          await this.deliver(after, { private: how.private, replaces: false })
        }
        if (drawn.outcome === 'undelivered') return
      }
      replaces = false
    }
  }

  async #stream(node: StreamNode, how: { private: boolean; replaces: boolean }): Promise<void> {
    let delivered: Delivered
    try {
      delivered = await this.conversation.surface.stream(node, this.conversation.signal)
    } catch (error) {
      this.services.logger.error({ err: error }, 'a stream could not be drawn')
      delivered = { outcome: 'undelivered', reason: 'outage' }
    }
    const after = await this.#settling(() => node.settle(delivered))
    await this.deliver(after, { private: how.private, replaces: false })
  }

  /**
   * What was delivered is paid and what was not is released, even when the database is away for a moment:
   * settling has a key of its own, so trying again is safe. After the last attempt the hold runs out, and the
   * sweeper releases it.
   */
  async #settling(settle: () => Promise<Reply>): Promise<Reply> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await settle()
      } catch (error) {
        this.services.logger.error({ err: error, attempt }, 'a reply could not be settled')
        if (attempt === SETTLE_ATTEMPTS) throw error
        await wait(Math.min(SETTLE_PAUSE_MS, 100 * 2 ** attempt))
      }
    }
  }
}
