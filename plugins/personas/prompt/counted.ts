import { LRUCache } from 'lru-cache'
import { section } from '#plugins/personas/prompt/build_prompt'

/** A text with its tokens: what was counted once is not counted again for every reply. */
export interface Counted {
  text: string
  tokens: number
}

/** Tokens of a section's title, and of the mark before each of its lines; rounded up. */
const TITLE = 16
const MARK = 3

export const NOTHING: Counted = { text: '', tokens: 0 }

/** A titled list whose lines are counted already. */
export function countedSection(title: string, lines: readonly Counted[]): Counted {
  const text = section(
    title,
    lines.map((line) => line.text)
  )
  if (text === '') return NOTHING
  return { text, tokens: lines.reduce((sum, line) => sum + line.tokens + MARK, TITLE) }
}

/** Texts whose tokens are known: entries of lorebooks, mostly, which come back with every message. */
const known = new LRUCache<string, number>({ max: 2_000 })

export function counted(text: string, countTokens: (text: string) => number): Counted {
  let tokens = known.get(text)
  if (tokens === undefined) {
    tokens = countTokens(text)
    known.set(text, tokens)
  }
  return { text, tokens }
}
