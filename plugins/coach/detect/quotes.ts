import { plain } from '#plugins/coach/detect/phrases'
import { clausesOf, type Clause } from '#plugins/coach/detect/stance'

/** Signs that models put around a quote. */
const AROUND = /^["“”«»'`\s]+|["“”«»'`\s]+$/gu

/**
 * The clauses of a message that a quote stands in, every time that it stands there; null when it does not. Whitespace,
 * case and accents aside.
 */
export function clausesAround(message: string, quote: string): Clause[] | null {
  const text = plain(message)
  const wanted = plain(quote.replace(AROUND, ''))
  if (!/[\p{L}\p{N}]{2}/u.test(wanted) || !text.includes(wanted)) return null
  const spans: (readonly [number, number])[] = []
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    spans.push([at, at + wanted.length])
  }
  let cursor = 0
  return clausesOf(message).filter((clause) => {
    const said = plain(clause.text)
    const at = text.indexOf(said, cursor)
    // One that cannot be placed may be the one that is quoted.
    if (at < 0) return true
    cursor = at + said.length
    return spans.some(([from, to]) => from < cursor && at < to)
  })
}

/** Words that carry meaning, not a language's small change. */
const wordsOf = (text: string): readonly string[] => plain(text).match(/[\p{L}\p{N}]{3,}/gu) ?? []

/** Part of a value's words that must stand in a message for the value to be the creator's own. */
const OWN_WORDS = 0.5

/** Whether a value is made of a message's words, at least for the most part. */
export function isSaidIn(message: string, value: string): boolean {
  const said = new Set(wordsOf(message))
  const words = wordsOf(value)
  return (
    words.length > 0 && words.filter((word) => said.has(word)).length >= words.length * OWN_WORDS
  )
}
