import type { Check } from '#plugins/moderation/api'
import type { MessageSafety } from '#plugins/personas/safety/message_safety'

/** The local rules look again after so many new characters of a reply. */
const LOOK_EVERY = 160
/** A moderation model is asked again after so many, while the reply goes on. */
const ASK_EVERY = 600
/** The local rules read the end of a reply; a sentence that begins before it was read before. */
const TAIL = 400
/** The first words go out at once, up to so many characters; from then on one piece waits until the next is there. */
const FIRST_WORDS = 40

/** Something that must not be said or answered. */
export class BlockedContent extends Error {
  readonly code = 'E_BLOCKED_CONTENT'
  constructor(
    readonly check: Exclude<Check, { outcome: 'fine' }>,
    /** Whose words they were. */
    readonly of: 'fan' | 'persona'
  ) {
    super(`The ${of}'s words were stopped`)
  }
}

/**
 * The pieces of a reply as they may be shown. The model begins while the fan's message is still being looked at, so
 * that a look costs no time, but no word is shown before the verdict; the last piece waits for the look at the whole.
 * @throws BlockedContent when the fan's message or the reply is to be stopped: what was shown is withdrawn
 */
export async function* safePieces(
  source: AsyncGenerator<string, void, undefined>,
  safety: MessageSafety,
  signal: AbortSignal
): AsyncGenerator<string, void, undefined> {
  const watch = new Watch(safety)
  try {
    if (safety.careful) stop(await safety.verdict, 'fan')
    const first = source.next()
    // Its failure is seen below; a blocked message comes first.
    first.catch(() => undefined)
    stop(await safety.verdict, 'fan')

    let held = ''
    for (let next = await first; !next.done; next = await source.next()) {
      const begins = watch.text === ''
      watch.see(next.value)
      if (held !== '') yield held
      held = begins && next.value.length <= FIRST_WORDS ? '' : next.value
      if (held === '') yield next.value
    }
    await watch.end(signal)
    if (held !== '') yield held
  } finally {
    await source.return()
  }
}

/** Looks at a reply while it grows. */
class Watch {
  text = ''
  #looked = 0
  #asked = 0
  #answer: Check = { outcome: 'fine' }

  constructor(private readonly safety: MessageSafety) {}

  see(piece: string): void {
    const begins = this.text === ''
    this.text += piece
    if (begins || this.text.length - this.#looked >= LOOK_EVERY) this.#look()
    stop(this.#answer, 'persona')
    if (this.text.length - this.#asked < ASK_EVERY) return
    this.#asked = this.text.length
    void this.safety.check(this.text).then((answer) => {
      if (answer.outcome !== 'fine') this.#answer = answer
    })
  }

  async end(signal: AbortSignal): Promise<void> {
    // Stopped by the fan: nothing more of it is shown.
    if (signal.aborted) this.#look()
    else if (this.text !== '') stop(await this.safety.check(this.text), 'persona')
  }

  #look(): void {
    const from = Math.max(0, Math.min(this.#looked, this.text.length) - TAIL)
    stop(this.safety.checkNow(this.text.slice(from)), 'persona')
    this.#looked = this.text.length
  }
}

function stop(check: Check, of: BlockedContent['of']): void {
  if (check.outcome !== 'fine') throw new BlockedContent(check, of)
}
