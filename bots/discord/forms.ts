/** Forms that were drawn and wait to be filled. */
import { FormStore, type FormKey } from '#app/bot_kit/forms'
import type { FormNode } from '#app/bot_kit/reply'
import { modalCount } from '#bots/discord/modal'

/** A form as it is kept between two modals. */
export interface OpenForm extends Pick<FormNode, 'title' | 'fields'> {
  values: Readonly<Record<string, string>>
  /** How many of its modals were filled, from the first on. */
  filled: number
}

/** Whose form it is: it was drawn for this person, with this submit button. */
export interface FormRef {
  userId: string
  button: string
}

/**
 * Kept in the database: a restart between two modals loses nothing. A press must show its modal within three
 * seconds, and finding a form takes milliseconds.
 */
export class Forms {
  readonly #store = new FormStore<OpenForm>()

  async keep(ref: FormRef, { title, fields }: FormNode): Promise<void> {
    const values: Record<string, string> = {}
    for (const { name, value } of fields) if (value !== undefined) values[name] = value
    await this.#store.start(keyOf(ref), { title, fields, values, filled: 0 })
  }

  async find(ref: FormRef): Promise<OpenForm | null> {
    return (await this.#store.find(keyOf(ref)))?.state ?? null
  }

  /**
   * Takes what was filled into one of the modals; what comes twice counts once. Null when the form has run out.
   * @param step of the modal, from 0
   */
  async fill(
    ref: FormRef,
    step: number,
    values: Readonly<Record<string, string>>
  ): Promise<OpenForm | null> {
    for (;;) {
      const form = await this.#store.find(keyOf(ref))
      if (!form) return null
      const { state, version } = form
      // Modals are filled in order: one that comes again changes what it said.
      const filled = Math.min(Math.max(state.filled, step + 1), modalCount(state))
      const next = { ...state, filled, values: { ...state.values, ...values } }
      if (await this.#store.advance(keyOf(ref), version, next)) return next
    }
  }

  close(ref: FormRef): Promise<void> {
    return this.#store.end(keyOf(ref))
  }
}

/** A form has a button of its own, so a person may have several open in one channel. */
function keyOf({ userId, button }: FormRef): FormKey {
  return { frontend: 'discord', place: `button:${button}`, platformId: userId }
}
