/** Lets the last of several things pass that come one upon the other. */
export class Debounce<Key, Thing> {
  readonly #waiting = new Map<Key, { thing: Thing; timer: NodeJS.Timeout }>()

  /** @param ms from the first of them until the last is let pass, milliseconds */
  constructor(
    private readonly ms: number,
    private readonly pass: (thing: Thing) => void
  ) {}

  add(key: Key, thing: Thing): void {
    const waiting = this.#waiting.get(key)
    if (waiting) waiting.thing = thing
    else this.#waiting.set(key, { thing, timer: setTimeout(() => this.#pass(key), this.ms) })
  }

  /** Everything that waits passes now. */
  flush(): void {
    for (const key of [...this.#waiting.keys()]) this.#pass(key)
  }

  #pass(key: Key): void {
    const waiting = this.#waiting.get(key)
    if (!waiting) return
    clearTimeout(waiting.timer)
    this.#waiting.delete(key)
    this.pass(waiting.thing)
  }
}
