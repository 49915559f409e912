/** What is asked of the search, from the most common words to ones that nobody has. */
import { COMMON, FIRST, LAST, population, TAGS } from './population.js'

export const KINDS = [
  'popular',
  'deep page',
  'tag',
  'word',
  'two words',
  'beginning',
  'nobody',
  'name',
  'slip',
  'completion',
  'tags',
] as const
export type Kind = (typeof KINDS)[number]

export interface Question {
  kind: Kind
  words: string
}

/** What the measured program is told. */
export type Order = { fill: number } | { ask: readonly Question[] }

/** Questions of each kind. */
const QUESTIONS = 40

/** From the most common words to rare ones, evenly by rank on a scale of powers. */
function spread(words: readonly string[]): string[] {
  return Array.from(
    { length: QUESTIONS },
    (_, n) => words[Math.floor(words.length ** (n / QUESTIONS)) - 1] ?? ''
  )
}

/** @param size of the population whose names and words are asked for */
export function questionsOf(kind: Kind, size: number): Question[] {
  const known = population(size)
  const some = (word: (n: number) => string) =>
    Array.from({ length: QUESTIONS }, (_, n) => ({ kind, words: word(n) }))
  const one = (n: number) => known[(n * 23) % known.length]
  switch (kind) {
    case 'popular':
    case 'deep page':
      return some(() => '')
    case 'tag':
      return spread(TAGS).map((words) => ({ kind, words }))
    case 'word':
      return spread(COMMON).map((words) => ({ kind, words }))
    case 'two words':
      return some((n) => (one(n)?.tagline ?? '').split(' ').slice(0, 2).join(' '))
    case 'beginning':
      return spread(COMMON).map((word, n) => ({ kind, words: word.slice(0, 2 + (n % 3)) }))
    case 'nobody':
      return some((n) => `xq${n}zz`)
    case 'name':
      return some((n) => one(n)?.name ?? '')
    case 'slip':
      return some((n) => slipped((n % 2 ? FIRST : LAST)[n * 7] ?? ''))
    case 'completion':
      return spread(FIRST).map((word, n) => ({ kind, words: word.slice(0, 1 + (n % 4)) }))
    case 'tags':
      return spread(TAGS).map((word, n) => ({ kind, words: word.slice(0, n % 3) }))
  }
}

/** The word with two letters that changed places. */
const slipped = (word: string) =>
  `${word.slice(0, 1)}${word[2] ?? ''}${word[1] ?? ''}${word.slice(3)}`
