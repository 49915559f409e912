import { distance } from 'fastest-levenshtein'
import type { Persona } from '#plugins/personas/persona'
import { searchName } from '#plugins/personas/search_name'

/** Words that stand in front of a name when somebody is called. */
const CALLS = new Set([
  'hey',
  'hi',
  'hello',
  'dear',
  'so',
  'and',
  'ok',
  'okay',
  'hola',
  'oye',
  'oiga',
  'querida',
  'querido',
  'y',
])

/** Words in front of names that are no names: "Doña Remedios" is Remedios too. */
const TITLES = new Set([
  'dona',
  'don',
  'the',
  'la',
  'el',
  'dr',
  'mr',
  'mrs',
  'ms',
  'sir',
  'lady',
  'captain',
  'professor',
])

/** A name of fewer letters is only known whole. */
const SHORTEST = 3
/** A word of so many letters may have one slip; a longer one two. Where somebody is called, four letters are enough. */
const ONE_SLIP = 5
const TWO_SLIPS = 8

interface Mention {
  persona: Persona
  /** Called (at the start, or apart by a comma), not only spoken of. */
  called: boolean
  at: number
}

/**
 * Which of the personas a text is said to, by their names: "Luna, what do you think?". Who is called comes before who is
 * only spoken of, and who comes first before who comes later; null when none is named.
 */
export function addressed(text: string, personas: readonly Persona[]): Persona | null {
  const words = wordsOf(text)
  const mentions = personas.flatMap((persona) => mentionOf(persona, words) ?? [])
  const first = mentions.sort((a, b) => Number(b.called) - Number(a.called) || a.at - b.at)[0]
  return first?.persona ?? null
}

interface Word {
  text: string
  /** A mark stands before it, or after it. */
  opens: boolean
  closes: boolean
}

const wordsOf = (text: string): readonly Word[] =>
  [...text.matchAll(/[\p{L}\p{N}\p{M}'’]+/gu)].map(({ 0: word, index }) => ({
    text: searchName(word),
    opens: /(^|[,;:.!?…\n—–-])\s*$/u.test(text.slice(0, index)),
    closes: /^\s*([,;:.!?…\n—–-]|$)/u.test(text.slice(index + word.length)),
  }))

function mentionOf(persona: Persona, words: readonly Word[]): Mention | null {
  const names = wordsOf(persona.name).map((word) => word.text)
  const short = names.filter((name) => !TITLES.has(name) && name.length >= SHORTEST)
  for (const [at, word] of words.entries()) {
    const whole = names.length > 0 && names.every((name, i) => words[at + i]?.text === name)
    const end = words[whole ? at + names.length - 1 : at]
    const begins = words.slice(0, at).every(({ text }) => CALLS.has(text) || TITLES.has(text))
    const called = end?.closes === true && (begins || word.opens)
    if (whole || short.some((name) => isMeant(word.text, name, called || begins))) {
      return { persona, called, at }
    }
  }
  return null
}

/** Equal but for a slip: only in longer words, never of the first letter, and in short ones only where a name stands. */
function isMeant(said: string, name: string, calling: boolean): boolean {
  if (said === name) return true
  if (said[0] !== name[0]) return false
  const slips = name.length >= TWO_SLIPS ? 2 : name.length >= (calling ? 4 : ONE_SLIP) ? 1 : 0
  return distance(said, name) <= slips
}
