/** Forms that were drawn and wait to be filled. */
import { LIMITS } from '#app/bot_kit/limits'
import type { FormNode } from '#app/bot_kit/reply'

/** Most forms that wait at once in one process; the oldest go first. */
const MOST = 2_000

export interface OpenForm {
  node: FormNode
  /** The modal to show next, from 0. */
  step: number
  values: Record<string, string>
  expiresAt: number
}

/**
 * Kept in the process: a form lives for minutes ({@link LIMITS.formLifetime}), and a press must show its modal at
 * once. After a restart the person is told to ask for the form again.
 */
export class Forms {
  readonly #open = new Map<string, OpenForm>()

  constructor(private readonly now: () => number = Date.now) {}

  /** @param button the id of its submit button */
  keep(button: string, node: FormNode): void {
    this.#open.set(button, {
      node,
      step: 0,
      values: {},
      expiresAt: this.now() + LIMITS.formLifetime * 1000,
    })
    for (const [key, form] of this.#open) {
      if (this.#open.size <= MOST && form.expiresAt > this.now()) break
      this.#open.delete(key)
    }
  }

  find(button: string): OpenForm | null {
    const form = this.#open.get(button)
    if (!form) return null
    if (form.expiresAt > this.now()) return form
    this.#open.delete(button)
    return null
  }

  close(button: string): void {
    this.#open.delete(button)
  }
}
