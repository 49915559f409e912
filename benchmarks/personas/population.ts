/** Personas as a platform has them: few names, words and tags are common, most are rare, and so is popularity. */

/** Syllables that words are made of, so that words begin alike as real ones do. */
const SYLLABLES =
  'ka lu mi ro sa ten var ne li an do ri ma el tho ja pe qui so ba wen dra fi go hu is no or pa ul ya ze'
const WORDS = { first: 2_000, last: 8_000, common: 6_000, tags: 400 }

/** Always the same numbers, from 0 to 1. */
export function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function vocabulary(size: number, seed: number): readonly string[] {
  const roll = dice(seed)
  const syllables = SYLLABLES.split(' ')
  const made = new Set<string>()
  while (made.size < size) {
    const length = 2 + Math.floor(roll() * 3)
    made.add(
      Array.from({ length }, () => syllables[Math.floor(roll() * syllables.length)]).join('')
    )
  }
  return [...made]
}

export const FIRST = vocabulary(WORDS.first, 1)
export const LAST = vocabulary(WORDS.last, 2)
export const COMMON = vocabulary(WORDS.common, 3)
export const TAGS = vocabulary(WORDS.tags, 4)

/** The nth most common of them is taken about 1/n as often as the first. */
export function zipf(words: readonly string[], roll: () => number): string {
  return words[Math.floor(words.length ** roll()) - 1] ?? ''
}

export interface Made {
  slug: string
  name: string
  tagline: string
  tags: string
  topics: string
  talks: number
}

const title = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** The first so many personas of the one population. Lists are parted by commas. */
export function population(size: number): Made[] {
  const roll = dice(5)
  const some = (words: readonly string[], count: number) => [
    ...new Set(Array.from({ length: count }, () => zipf(words, roll))),
  ]
  return Array.from({ length: size }, (_, n) => {
    const first = zipf(FIRST, roll)
    const last = roll() < 0.7 ? zipf(LAST, roll) : ''
    return {
      slug: `${first}-${n}`,
      name: `${title(first)} ${title(last)}`.trim(),
      tagline: some(COMMON, 8).join(' '),
      tags: some(TAGS, 4).join(','),
      topics: some(COMMON, 3).join(','),
      talks: Math.floor((1 / (roll() + 1e-6)) ** 1.2),
    }
  })
}
