/**
 * Counts tokens with OpenAI's `o200k_base`, the encoding of the catalogue's models. Other servers'
 * models cut text differently; for a budget this is near enough.
 *
 * The table is loaded at the first count (about 0.1 s and 60 MB), never at start.
 */
import { createRequire } from 'node:module'
import type * as Encoding from 'gpt-tokenizer/encoding/o200k_base'
import type { ChatMessage, Tool, ToolCall } from '#plugins/ai/api'

/** Longer texts are counted up to here and extrapolated: counting must not hold up the event loop. */
const EXACT_CHARACTERS = 16_000
/**
 * Merging takes time with the square of a word's length, so a word (or a run of spaces) is cut here.
 * Real words are shorter; a text without spaces gets about one token too many per cut.
 */
const LONGEST_WORD = 32
const LONG_RUN = new RegExp(`\\S{${LONGEST_WORD + 1},}|\\s{${LONGEST_WORD + 1},}`, 'u')
const SLICES = new RegExp(`\\S{1,${LONGEST_WORD}}|\\s{1,${LONGEST_WORD}}`, 'gu')
/** Names such as `<|endoftext|>` are text here: people may write them. */
const AS_TEXT = { disallowedSpecial: new Set<string>() }
/** Tokens that the chat format adds to each message (role and separators). */
const PER_MESSAGE = 4

let encoding: typeof Encoding | undefined

function load(): typeof Encoding {
  if (!encoding) {
    // `require`, because counting is synchronous and an `import` at the top would load it at start.
    const tableOf: (name: string) => typeof Encoding = createRequire(import.meta.url)
    encoding = tableOf('gpt-tokenizer/encoding/o200k_base')
  }
  return encoding
}

function countExactly(text: string): number {
  const { countTokens: count } = load()
  const whole = (part: string) => count(part, AS_TEXT)
  if (!LONG_RUN.test(text)) {
    return whole(text)
  }
  let tokens = 0
  let rest = text
  for (let found = LONG_RUN.exec(rest); found; found = LONG_RUN.exec(rest)) {
    tokens += whole(rest.slice(0, found.index))
    for (const [slice] of found[0].matchAll(SLICES)) {
      tokens += whole(slice)
    }
    rest = rest.slice(found.index + found[0].length)
  }
  return tokens + whole(rest)
}

/** Tokens of a text; an estimate for texts above 16,000 characters. */
export function countTokens(text: string): number {
  if (text.length <= EXACT_CHARACTERS) {
    return countExactly(text)
  }
  const counted = countExactly(text.slice(0, EXACT_CHARACTERS))
  return Math.ceil((counted * text.length) / EXACT_CHARACTERS)
}

/** Tokens of a prompt, with what the chat format adds. */
export function countPrompt(
  messages: readonly ChatMessage[],
  tools: readonly Tool[] | undefined = undefined
): number {
  const named = tools ? countTokens(JSON.stringify(tools)) : 0
  return messages.reduce(
    (sum, { content, toolCalls }) =>
      sum + PER_MESSAGE + countTokens(content) + (toolCalls ? countCalls(toolCalls) : 0),
    named
  )
}

/** Tokens of what a model called. */
export function countCalls(calls: readonly ToolCall[]): number {
  return calls.reduce(
    (sum, call) => sum + PER_MESSAGE + countTokens(call.name) + countTokens(call.arguments),
    0
  )
}

/** The beginning of a text, of so many tokens at most. */
export function cutToTokens(text: string, most: number): string {
  let cut = text.toWellFormed()
  for (let tokens = countTokens(cut); tokens > most; tokens = countTokens(cut)) {
    const share = Math.floor((cut.length * most) / tokens)
    cut = cut.slice(0, Math.min(share, cut.length - 1)).toWellFormed()
  }
  return cut
}
