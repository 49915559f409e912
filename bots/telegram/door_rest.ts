import type { Refused } from '#app/bot_kit/spaces/problems'
import { DOOR_LIMITS } from '#bots/telegram/door_limits'
import { retry } from '#bots/telegram/door_refusals'

/** Chats that Telegram asked us to leave alone for a while: calling them all the same makes the while longer. */
export class Rest {
  /** By chat: until when, milliseconds of a clock that only goes forward. */
  readonly #until = new Map<number, number>()

  /** @throws DoorRefusal `retry` while a chat rests */
  check(chatId: number): void {
    const left = (this.#until.get(chatId) ?? 0) - performance.now()
    if (left > 0) throw retry('Telegram asked for a rest at this chat', Math.ceil(left))
    this.#until.delete(chatId)
  }

  note(chatId: number, refused: Refused): void {
    if (refused.outcome !== 'retry' || refused.afterMs === null) return
    const oldest = this.#until.keys().next()
    if (this.#until.size >= DOOR_LIMITS.restingChats && !oldest.done) {
      this.#until.delete(oldest.value)
    }
    this.#until.set(chatId, performance.now() + refused.afterMs)
  }
}
