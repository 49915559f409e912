/** Text in which keys are looked for. */

const WORD = /[\p{L}\p{M}\p{N}_]/u
const WORDS = /[\p{L}\p{M}\p{N}_]+/gu
/** Scripts that are written without spaces: a key stands anywhere within them. */
const SPACELESS =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u

export type Case = 'folded' | 'exact'

/** A key that is words, made ready once. */
export interface WordsKey {
  case: Case
  text: string
  /** Words that every text with the key has; none when nothing can be said. */
  words: readonly string[]
  /** It is one word and nothing else. */
  single: boolean
  /** No letter or digit may stand before it, after it. */
  bounded: { before: boolean; after: boolean }
}

const inCase = (text: string, wanted: Case): string => {
  const normal = text.normalize('NFC')
  return wanted === 'folded' ? normal.toLowerCase() : normal
}

/** Null for a key that is nothing but space. */
export function wordsKey(key: string, wanted: Case): WordsKey | null {
  const text = inCase(key.trim(), wanted)
  const characters = [...text]
  const [first] = characters
  const last = characters.at(-1)
  if (first === undefined || last === undefined) return null
  const words = SPACELESS.test(text) ? [] : [...new Set(text.match(WORDS))]
  return {
    case: wanted,
    text,
    words,
    single: words[0] === text,
    bounded: { before: endsWord(first), after: endsWord(last) },
  }
}

const endsWord = (character: string): boolean => WORD.test(character) && !SPACELESS.test(character)

/** A text, made ready to be searched. */
export interface Piece {
  folded: string
  /** As it was given, in Unicode's normal form. */
  exact: string
  words: Readonly<Record<Case, readonly string[]>>
}

export function pieceOf(text: string): Piece {
  const exact = inCase(text, 'exact')
  const folded = exact.toLowerCase()
  return {
    folded,
    exact,
    words: { folded: folded.match(WORDS) ?? [], exact: exact.match(WORDS) ?? [] },
  }
}

/** Several texts that are searched for keys; a key never reaches from one into the next. */
export class Haystack {
  readonly #words = { folded: new Set<string>(), exact: new Set<string>() }

  constructor(readonly pieces: readonly Piece[]) {
    for (const { words } of pieces) {
      for (const word of words.exact) this.#words.exact.add(word)
      for (const word of words.folded) this.#words.folded.add(word)
    }
  }

  /** Whether a key stands in one of the texts as words of its own. */
  has(key: WordsKey): boolean {
    const known = this.#words[key.case]
    if (!key.words.every((word) => known.has(word))) return false
    return key.single || this.pieces.some((piece) => standsIn(piece[key.case], key))
  }
}

function standsIn(text: string, { text: key, bounded }: WordsKey): boolean {
  for (let at = text.indexOf(key); at !== -1; at = text.indexOf(key, at + 1)) {
    const before = bounded.before && WORD.test(characterBefore(text, at))
    const after = bounded.after && WORD.test(characterAt(text, at + key.length))
    if (!before && !after) return true
  }
  return false
}

const characterAt = (text: string, at: number): string => {
  const point = text.codePointAt(at)
  return point === undefined ? '' : String.fromCodePoint(point)
}

/** Half a surrogate pair belongs to the character that it ends. */
function characterBefore(text: string, at: number): string {
  if (at === 0) return ''
  const isTrailing = /[\uDC00-\uDFFF]/.test(text.charAt(at - 1))
  return isTrailing && at > 1 ? characterAt(text, at - 2) : text.charAt(at - 1)
}
