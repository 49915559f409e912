/** Lets steps with the same key run one after the other, in the order in which they were asked for. */
export class InOrder {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Runs a step when those before it have ended, well or not. */
  async pass<T>(key: string, step: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key)
    const mine = before ? before.then(step, step) : step()
    this.#last.set(key, mine)
    try {
      return await mine
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key)
    }
  }
}
