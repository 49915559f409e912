import { randomInt } from 'node:crypto'
import { badRequest } from '#tests/emulators/telegram/errors'
import type { Params } from '#tests/emulators/telegram/wire'
import type { World } from '#tests/emulators/telegram/world'

/** What the person who pressed a button is shown. */
export interface PressAnswer {
  text?: string
  alert: boolean
}

/** Pressed buttons that wait for the bot's answer. */
export class Presses {
  readonly #waiting = new Map<string, PressAnswer | null>()

  constructor(private readonly world: World) {}

  open(): string {
    const id = `${randomInt(2 ** 40)}${randomInt(2 ** 40)}`
    this.#waiting.set(id, null)
    return id
  }

  /** Waits until the bot answered a press. */
  answered(id: string): Promise<PressAnswer> {
    return this.world.until(`the answer to press ${id}`, () => this.#waiting.get(id))
  }

  answer(params: Params): true {
    const id = String(params.callback_query_id)
    const text = params.text
    if (this.#waiting.get(id) !== null) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid')
    }
    if (typeof text === 'string' && text.length > 200) throw badRequest('MESSAGE_TOO_LONG')
    this.#waiting.set(id, {
      alert: params.show_alert === true,
      ...(typeof text === 'string' && text !== '' && { text }),
    })
    this.world.changed()
    return true
  }
}
