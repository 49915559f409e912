import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'

/** Characters of a token in most writing; other scripts are counted by the character. */
const CHARACTERS_PER_TOKEN = 4
const DENSE = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}]/gu
/** Longest line of headings that stands over a passage, characters. */
const HEADINGS = 160
const HEADING = /^(#{1,6})\s+(\S.*)$/

const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' })

/** About how many tokens a text has; the real number is counted of the passages. */
const about = (text: string): number =>
  Math.ceil(text.length / CHARACTERS_PER_TOKEN) + Math.ceil((text.match(DENSE)?.length ?? 0) / 2)

/**
 * Cuts a text into passages of about {@link KNOWLEDGE_LIMITS.passageTokens}: at headings, else between paragraphs,
 * lines, sentences. Each begins with the headings that it stands under, and with the end of the passage before it.
 */
export function chunkText(text: string): readonly string[] {
  return sectionsOf(text).flatMap(({ headings, body }) => {
    const title = headings.join(' › ').slice(0, HEADINGS)
    return passagesOf(body).map((passage) => (title === '' ? passage : `${title}\n${passage}`))
  })
}

interface Section {
  headings: readonly string[]
  body: string
}

function sectionsOf(text: string): readonly Section[] {
  const sections: Section[] = []
  let headings: { level: number; title: string }[] = []
  let lines: string[] = []
  const close = () => {
    const body = lines.join('\n').trim()
    if (body !== '') sections.push({ headings: headings.map(({ title }) => title), body })
    lines = []
  }
  for (const line of text.split('\n')) {
    const [, marks, title] = HEADING.exec(line) ?? []
    if (marks === undefined || title === undefined) {
      lines.push(line)
      continue
    }
    close()
    const level = marks.length
    headings = [...headings.filter((above) => above.level < level), { level, title }]
  }
  close()
  // A text of headings alone says what they say.
  return sections.length > 0 ? sections : [{ headings: [], body: text }]
}

function passagesOf(body: string): readonly string[] {
  const passages: string[] = []
  let current: string[] = []
  let tokens = 0
  for (const piece of piecesOf(body)) {
    const more = about(piece)
    if (tokens > 0 && tokens + more > KNOWLEDGE_LIMITS.passageTokens) {
      passages.push(current.join('').trim())
      current = overlapOf(current)
      tokens = about(current.join(''))
    }
    current.push(piece)
    tokens += more
  }
  passages.push(current.join('').trim())
  return passages.filter((passage) => passage !== '')
}

/** The last pieces of a passage, as many as the next one repeats. */
function overlapOf(pieces: readonly string[]): string[] {
  const last: string[] = []
  let tokens = 0
  for (const piece of pieces.toReversed()) {
    tokens += about(piece)
    if (tokens > KNOWLEDGE_LIMITS.overlapTokens) break
    last.unshift(piece)
  }
  return last
}

/** Pieces that are never parted, with the space after them; together they are the whole text. */
function piecesOf(body: string): readonly string[] {
  const fits = (piece: string) => about(piece) <= KNOWLEDGE_LIMITS.passageTokens
  return body
    .split(/(?<=\n[^\S\n]*\n\s*)(?=\S)/u)
    .flatMap((paragraph) => (fits(paragraph) ? [paragraph] : paragraph.split(/(?<=\n)/u)))
    .flatMap((line) => (fits(line) ? [line] : sentencesOf(line)))
    .flatMap((sentence) => (fits(sentence) ? [sentence] : cut(sentence)))
}

const sentencesOf = (line: string): string[] =>
  Array.from(sentences.segment(line), ({ segment }) => segment)

/** What has no sentence ends is cut between words, else anywhere but within a character. */
function cut(text: string): string[] {
  const length = Math.floor((KNOWLEDGE_LIMITS.passageTokens * CHARACTERS_PER_TOKEN) / 3)
  const pieces: string[] = []
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + length)
    if (end < text.length) {
      const space = text.lastIndexOf(' ', end)
      if (space > at + length / 2) end = space + 1
      else if (/[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end++
    }
    pieces.push(text.slice(at, end))
    at = end
  }
  return pieces
}
