import {
  compileLore,
  type CompiledEntry,
  type PatternTime,
} from '#plugins/personas/lorebook/compile_lore'
import { Haystack, pieceOf } from '#plugins/personas/lorebook/haystack'
import { LORE_LIMITS } from '#plugins/personas/lorebook/limits'
import type { Lorebook } from '#plugins/personas/lorebook/lorebook'

export interface LoreTalk {
  /** What was said, newest last. */
  recent: readonly string[]
  countTokens(text: string): number
}

/** What of a lorebook belongs into the prompt, in its order. */
export interface MatchedLore {
  /** Before the persona's description. */
  before: readonly string[]
  /** After it. */
  after: readonly string[]
}

/** Brings up the entries that the newest messages speak of, within the lorebook's budget. */
export function matchLore(lorebook: Lorebook, talk: LoreTalk): MatchedLore {
  const found = withinBudget(spokenOf(lorebook, talk.recent), lorebook.tokenBudget, talk)
  const contents = (position: 'before_character' | 'after_character') =>
    found.filter(({ entry }) => entry.position === position).map(({ entry }) => entry.content)
  return { before: contents('before_character'), after: contents('after_character') }
}

/** The entries whose keys stand in the talk, or in an entry that was brought up. */
function spokenOf(lorebook: Lorebook, recent: readonly string[]): readonly CompiledEntry[] {
  const time: PatternTime = { left: LORE_LIMITS.patternTime }
  const found: CompiledEntry[] = []
  let waiting: readonly Waiting[] = compileLore(lorebook).map((one) => ({
    one,
    key: false,
    secondary: false,
  }))
  let haystack = new Haystack(newest(recent, lorebook.scanDepth).map(pieceOf))
  let characters = LORE_LIMITS.contentScanned
  for (let recursion = 0; recursion <= LORE_LIMITS.recursions; recursion++) {
    const brought: CompiledEntry[] = []
    const left: Waiting[] = []
    for (const entry of waiting) {
      if (isSpokenOf(entry, haystack, time)) brought.push(entry.one)
      else left.push(entry)
    }
    found.push(...brought)
    waiting = left
    if (!lorebook.recursive || brought.length === 0) break
    // What was searched already need not be searched again: what stood in it is written down in `waiting`.
    haystack = new Haystack(
      brought.flatMap((one) => {
        characters -= one.entry.content.length
        return characters < 0 ? [] : [(one.piece ??= pieceOf(one.entry.content))]
      })
    )
  }
  return found
}

/** An entry that was not brought up yet, with what was found of it. */
interface Waiting {
  one: CompiledEntry
  key: boolean
  secondary: boolean
}

/** The newest messages, cut at their beginnings where they are too long together; newest first. */
function newest(recent: readonly string[], depth: number): readonly string[] {
  let characters = LORE_LIMITS.talkScanned
  const texts: string[] = []
  for (const text of recent.slice(Math.max(0, recent.length - Math.max(0, depth))).toReversed()) {
    if (characters <= 0) break
    texts.push(text.slice(-characters))
    characters -= text.length
  }
  return texts
}

function isSpokenOf(waiting: Waiting, haystack: Haystack, time: PatternTime): boolean {
  const { entry, keys, secondaryKeys } = waiting.one
  if (entry.constant) return true
  waiting.key ||= keys.some((key) => key.standsIn(haystack, time))
  if (!entry.selective || entry.secondaryKeys.length === 0) return waiting.key
  waiting.secondary ||= secondaryKeys.some((key) => key.standsIn(haystack, time))
  return waiting.key && waiting.secondary
}

/** The entries that fit the budget, those of higher priority first; then in the order of the prompt. */
function withinBudget(
  found: readonly CompiledEntry[],
  budget: number,
  { countTokens }: LoreTalk
): readonly CompiledEntry[] {
  let left = budget
  const byPriority = [...found].sort((a, b) => b.entry.priority - a.entry.priority || inOrder(a, b))
  const kept = byPriority.filter((one) => {
    const tokens = (one.tokens ??= countTokens(one.entry.content))
    if (tokens > left) return false
    left -= tokens
    return true
  })
  return kept.sort(inOrder)
}

const inOrder = (a: CompiledEntry, b: CompiledEntry): number =>
  a.entry.insertionOrder - b.entry.insertionOrder || a.place - b.place
