/**
 * A persona's passages, found by the words of a message (Okapi BM25). It lives in memory alone; with 5,000 passages a
 * search takes a fraction of a millisecond.
 */
import { setImmediate as otherWork } from 'node:timers/promises'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import type { WordReader } from '#plugins/personas/knowledge/index/words'

export interface Passage {
  text: string
  tokens: number
}

/** How fast repeating a word stops counting, and how much long passages are held back: the usual values of BM25. */
const K1 = 1.2
const B = 0.75
/** Passages that score less than this share of the best one are beside the point. */
const RELEVANT = 0.35
/** Passages that are read between two looks at other work. */
const AT_ONCE = 50
/** Most times that a word is counted in a passage. */
const MOST_TIMES = 255

interface Postings {
  /** Places of passages. */
  passages: Uint16Array
  /** How often the word stands in each. */
  times: Uint8Array
}

export class SearchIndex {
  readonly #postings: ReadonlyMap<string, Postings>
  readonly #lengths: Float32Array
  readonly #passages: readonly Passage[]
  readonly #words: WordReader
  /** Memory that it takes, bytes, about. */
  readonly bytes: number

  private constructor(
    passages: readonly Passage[],
    words: WordReader,
    postings: ReadonlyMap<string, Postings>,
    lengths: readonly number[]
  ) {
    const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length)
    this.#passages = passages
    this.#words = words
    this.#postings = postings
    this.#lengths = Float32Array.from(
      lengths,
      (length) => K1 * (1 - B + (B * length) / Math.max(1, average))
    )
    this.bytes = bytesOf(passages, postings)
  }

  /** Reads passages, a few at a time, so that other work goes on. */
  static async build(passages: readonly Passage[], words: WordReader): Promise<SearchIndex> {
    const counts = new Map<string, { passages: number[]; times: number[] }>()
    const lengths: number[] = []
    for (const [place, { text }] of passages.entries()) {
      if (place % AT_ONCE === AT_ONCE - 1) await otherWork()
      const found = words.words(text)
      lengths.push(found.length)
      for (const [word, times] of timesOf(found)) {
        let count = counts.get(word)
        if (!count) counts.set(word, (count = { passages: [], times: [] }))
        count.passages.push(place)
        count.times.push(Math.min(times, MOST_TIMES))
      }
    }
    const postings = new Map<string, Postings>()
    for (const [word, count] of counts) {
      postings.set(word, {
        passages: Uint16Array.from(count.passages),
        times: Uint8Array.from(count.times),
      })
    }
    return new SearchIndex(passages, words, postings, lengths)
  }

  /**
   * The passages that fit a text, the best first.
   * @param budget most tokens of all of them
   */
  search(text: string, budget: number): readonly Passage[] {
    const scores = this.#score(text)
    const best = scores.reduce((most, score) => Math.max(most, score), 0)
    if (best === 0) return []
    const fitting: number[] = []
    for (const [place, score] of scores.entries()) if (score >= best * RELEVANT) fitting.push(place)
    fitting.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    const found: Passage[] = []
    let left = budget
    for (const place of fitting) {
      const passage = this.#passages[place]
      if (!passage || passage.tokens > left) continue
      found.push(passage)
      left -= passage.tokens
      if (found.length === KNOWLEDGE_LIMITS.found) break
    }
    return found
  }

  #score(text: string): Float32Array {
    const scores = new Float32Array(this.#passages.length)
    const searched = [...new Set(this.#words.words(text))]
      .flatMap((word) => this.#postings.get(word) ?? [])
      .sort((a, b) => a.passages.length - b.passages.length)
      .slice(0, KNOWLEDGE_LIMITS.searchedWords)
    for (const { passages, times } of searched) {
      const rarity = Math.log(
        1 + (this.#passages.length - passages.length + 0.5) / (passages.length + 0.5)
      )
      passages.forEach((place, at) => {
        const count = times[at] ?? 0
        const weight = (count * (K1 + 1)) / (count + (this.#lengths[place] ?? K1))
        scores[place] = (scores[place] ?? 0) + rarity * weight
      })
    }
    return scores
  }
}

function timesOf(words: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1)
  return times
}

/** Bytes that a word takes beside its letters and places: an entry of a map, an object, two arrays. */
const PER_WORD = 300

function bytesOf(passages: readonly Passage[], postings: ReadonlyMap<string, Postings>): number {
  let bytes = 0
  for (const { text } of passages) bytes += 2 * text.length
  for (const [word, { passages: places }] of postings) {
    bytes += PER_WORD + 2 * word.length + 3 * places.length
  }
  return bytes
}
