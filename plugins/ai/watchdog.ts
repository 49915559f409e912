/**
 * A deadline that moves with every piece of text. A reply has hundreds of pieces and a process hundreds
 * of replies, so setting it again costs one addition: the one timer looks, when it fires, at where the
 * deadline is by then.
 */
export class Watchdog {
  #deadline = Infinity
  #dueAt = Infinity
  #timer: NodeJS.Timeout | undefined

  constructor(
    private readonly bark: () => void,
    private readonly now: () => number = () => performance.now()
  ) {}

  /** Barks so many milliseconds from now, unless set again or calmed before. */
  watch(milliseconds: number): void {
    const now = this.now()
    this.#deadline = now + milliseconds
    if (this.#deadline < this.#dueAt) {
      this.#schedule(now)
    }
  }

  /** Nothing is waited for. */
  calm(): void {
    this.#deadline = Infinity
  }

  /** For good. */
  stop(): void {
    this.#deadline = Infinity
    this.#dueAt = Infinity
    clearTimeout(this.#timer)
  }

  #schedule(now: number): void {
    clearTimeout(this.#timer)
    this.#dueAt = this.#deadline
    this.#timer = setTimeout(() => this.#look(), Math.max(0, this.#deadline - now))
  }

  #look(): void {
    this.#dueAt = Infinity
    const now = this.now()
    if (this.#deadline === Infinity) {
      return
    }
    if (now < this.#deadline) {
      this.#schedule(now)
      return
    }
    this.#deadline = Infinity
    this.bark()
  }
}
