import { DISCORD } from '#bots/discord/limits'

/** Shown again a little before it would vanish, milliseconds. */
const REPEAT = DISCORD.typing - 1_500

/** "typing…" while an answer is being made; a quick answer needs none. */
export class Typing {
  #timer: NodeJS.Timeout | null = null
  #ended = false

  constructor(
    private readonly show: () => Promise<void>,
    private readonly delayMs: number
  ) {}

  start(): void {
    if (this.#timer || this.#ended) return
    this.#timer = setTimeout(() => this.#again(), this.delayMs)
  }

  stop(): void {
    this.#ended = true
    if (this.#timer) clearTimeout(this.#timer)
  }

  #again(): void {
    // Whether it can be shown does not matter: the answer itself tells what is wrong.
    this.show().catch(() => undefined)
    this.#timer = setTimeout(() => this.#again(), REPEAT)
  }
}
