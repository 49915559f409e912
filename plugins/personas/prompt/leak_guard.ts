import type { PersonaPrompt } from '#plugins/personas/prompt/build_prompt'

/** So many words in a row out of the private notes are no coincidence. */
const RUN = 20

/** The runs of words of a text that must not be repeated. */
export type SecretRuns = ReadonlySet<string>

const secrets = new WeakMap<PersonaPrompt, SecretRuns>()

/** Cuts a persona's notes into all their runs of {@link RUN} words, once for each version of them. */
export function secretRunsOf(prompt: PersonaPrompt): SecretRuns {
  const known = secrets.get(prompt)
  if (known) return known
  const words = wordsOf(prompt.confidential)
  const runs = new Set<string>()
  for (let at = 0; at + RUN <= words.length; at++) runs.add(words.slice(at, at + RUN).join(' '))
  secrets.set(prompt, runs)
  return runs
}

/** The reply repeated a long piece of the persona's private notes. */
export class LeakedPrompt extends Error {
  readonly code = 'E_LEAKED_PROMPT'
  constructor() {
    super('The reply repeats the private notes of the persona')
  }
}

/** Watches a reply while it is being made, piece by piece. */
export class LeakGuard {
  #rest = ''
  readonly #window: string[] = []
  readonly #secret: SecretRuns

  constructor(secret: SecretRuns) {
    this.#secret = secret
  }

  /** @throws LeakedPrompt when the pieces so far end in a long run out of the notes */
  watch(piece: string): void {
    const text = this.#rest + piece
    // The last word may go on in the next piece.
    const end = text.search(/[^\p{L}\p{N}]?[\p{L}\p{N}]*$/u)
    this.#rest = text.slice(end)
    for (const word of wordsOf(text.slice(0, end))) this.#take(word)
  }

  /** The reply has ended: its last word is whole. */
  end(): void {
    for (const word of wordsOf(this.#rest)) this.#take(word)
    this.#rest = ''
  }

  #take(word: string): void {
    this.#window.push(word)
    if (this.#window.length > RUN) this.#window.shift()
    if (this.#window.length === RUN && this.#secret.has(this.#window.join(' '))) {
      throw new LeakedPrompt()
    }
  }
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
