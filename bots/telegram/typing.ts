/** "typing…" is visible for 5 s, so it is said again a little before. */
const REPEAT_MS = 4_500

/** Longest time that one turn says "typing…": whatever takes longer has gone wrong. */
const LONGEST_MS = 2 * 60_000

/** Says that an answer is on its way, unless it is there at once. */
export class Typing {
  #timer: NodeJS.Timeout | undefined
  #over = false

  constructor(
    private readonly say: () => Promise<void>,
    private readonly delayMs: number
  ) {}

  start(): void {
    if (this.#over || this.#timer) return
    this.#again(this.delayMs, Date.now() + LONGEST_MS)
  }

  /** The answer is there, or there will be none. */
  stop(): void {
    this.#over = true
    clearTimeout(this.#timer)
  }

  #again(afterMs: number, until: number): void {
    this.#timer = setTimeout(() => {
      void this.say().catch(() => undefined)
      if (!this.#over && Date.now() < until) this.#again(REPEAT_MS, until)
    }, afterMs)
  }
}
