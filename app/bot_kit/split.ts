/** Cuts long texts where a reader would pause. */

/** A break nearer to the start than this part of the limit is passed over: it would leave a stub of a message. */
const LEAST_FILL = 1 / 4

/** Longest grapheme that is looked for, UTF-16 units (a family emoji takes 11, a flag of a region 14). */
const GRAPHEME_WINDOW = 64

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * Splits a text into pieces of at most `limit` UTF-16 units: at paragraph ends, else at line ends, else at
 * sentence ends, else between words, else between graphemes. White space at a cut is dropped; a piece is
 * never empty.
 */
export function splitText(text: string, limit: number): string[] {
  const pieces: string[] = []
  let rest = text
  while (rest.length > 0) {
    const at = cutAt(rest, limit)
    const piece = rest.slice(0, at).trimEnd()
    if (piece !== '') pieces.push(piece)
    rest = rest.slice(at).trimStart()
  }
  return pieces
}

/**
 * Where the first piece of a text ends, in UTF-16 units: its length when it fits into `limit`.
 */
export function cutAt(text: string, limit: number): number {
  if (text.length <= limit) return text.length
  const least = Math.ceil(limit * LEAST_FILL)
  // One unit more than fits: a break that begins right behind the last unit is a good one.
  const window = text.slice(0, limit + 1)
  return (
    lastBreak(window, /\n[^\S\n]*\n/g, least, limit) ??
    lastBreak(window, /\n/g, least, limit) ??
    lastBreak(window, /(?<=[.!?…؟۔]["'”’»)\]]*)\s|(?<=[。！？])/g, least, limit) ??
    lastBreak(window, /\s/g, 1, limit) ??
    lastGrapheme(text, limit)
  )
}

/** Where the last match begins, if that is between `least` and `most`. */
function lastBreak(text: string, pattern: RegExp, least: number, most: number): number | null {
  let found: number | null = null
  for (const { index } of text.matchAll(pattern)) {
    if (index >= least && index <= most) found = index
  }
  return found
}

function lastGrapheme(text: string, limit: number): number {
  const from = wholeUnit(text, Math.max(0, limit - GRAPHEME_WINDOW))
  let found = 0
  for (const { index } of graphemes.segment(text.slice(from, limit + GRAPHEME_WINDOW))) {
    if (from + index <= limit) found = from + index
  }
  return found > from ? found : Math.max(1, wholeUnit(text, limit))
}

/** Moves an index that points between the halves of a surrogate pair in front of it. */
function wholeUnit(text: string, index: number): number {
  const unit = text.charCodeAt(index)
  return unit >= 0xdc00 && unit <= 0xdfff && index > 0 ? index - 1 : index
}

/**
 * The line that opened the code block in which a text ends, for instance "```js"; null outside of one. Whoever
 * cuts markdown there closes the block before the cut and opens it again behind.
 */
export function openFence(text: string): string | null {
  let open: string | null = null
  for (const [line] of text.matchAll(/^ {0,3}(`{3,}|~{3,}).*$/gm)) {
    const mark = line.trim()
    if (open === null) open = mark
    else if (mark.startsWith(fenceMark(open)) && /^(`+|~+)$/.test(mark)) open = null
  }
  return open
}

/** The characters that close a code block: "```" for "```js". */
export function fenceMark(fence: string): string {
  return /^(`+|~+)/.exec(fence)?.[0] ?? fence
}
