import { LORE_LIMITS } from '#plugins/personas/lorebook/limits'
import type { LoreEntry, Lorebook } from '#plugins/personas/lorebook/lorebook'
import { compilePattern, type PatternProblem } from '#plugins/personas/lorebook/pattern'

/** Something of a lorebook that is skipped in talk; its creator is told. */
export interface LoreProblem {
  /** Place of the entry, from 0; null for the lorebook as a whole. */
  entry: number | null
  /** The entry's name, or its first key. */
  name: string
  /** The key in question, shortened; empty when it is none. */
  key: string
  /** Worded by `personas.lorebook.problem.<reason>`, with `name`, `key` and `limit`. */
  reason: LoreProblemReason
  /** The limit that was passed; 0 when it is none. */
  limit: number
}

export type LoreProblemReason =
  | PatternProblem
  | 'too_many_keys'
  | 'key_too_long'
  | 'content_too_long'
  | 'too_many_entries'
  | 'patterns_unchecked'

/** Most problems that are told; a person mends those first. */
const TOLD = 50
/** Characters of a name or key that are shown. */
const SHOWN = 60

/** What of a lorebook will be skipped, and why; the first {@link TOLD}. Empty when all of it works. */
export function validateLorebook(lorebook: Lorebook): readonly LoreProblem[] {
  const problems: LoreProblem[] = []
  const whole = (reason: LoreProblemReason, limit: number) =>
    problems.push({ entry: null, name: '', key: '', reason, limit })
  if (lorebook.entries.length > LORE_LIMITS.entries) {
    whole('too_many_entries', LORE_LIMITS.entries)
  }
  const until = performance.now() + LORE_LIMITS.patternChecking
  for (const [place, entry] of lorebook.entries.slice(0, LORE_LIMITS.entries).entries()) {
    if (problems.length >= TOLD) break
    if (entry.useRegex && performance.now() > until) {
      whole('patterns_unchecked', 0)
      break
    }
    problems.push(...problemsOf(entry, place))
  }
  return problems.slice(0, TOLD)
}

function problemsOf(entry: LoreEntry, place: number): readonly LoreProblem[] {
  const name = shown(entry.name.trim() || (entry.keys[0] ?? ''))
  const problem = (reason: LoreProblemReason, limit: number, key = ''): LoreProblem => ({
    entry: place,
    name,
    key: shown(key),
    reason,
    limit,
  })
  const problems: LoreProblem[] = []
  if (entry.content.length > LORE_LIMITS.contentLength) {
    problems.push(problem('content_too_long', LORE_LIMITS.contentLength))
  }
  for (const keys of [entry.keys, entry.secondaryKeys]) {
    if (keys.length > LORE_LIMITS.keys) problems.push(problem('too_many_keys', LORE_LIMITS.keys))
    for (const key of keys.slice(0, LORE_LIMITS.keys)) {
      const reason = keyProblem(entry, key)
      if (reason) problems.push(problem(reason, limitOf(reason), key))
    }
  }
  return problems
}

function keyProblem(entry: LoreEntry, key: string): PatternProblem | 'key_too_long' | null {
  if (!entry.useRegex) return key.length > LORE_LIMITS.keyLength ? 'key_too_long' : null
  const pattern = compilePattern(key, entry.caseSensitive)
  return 'problem' in pattern ? pattern.problem : null
}

function limitOf(reason: PatternProblem | 'key_too_long'): number {
  switch (reason) {
    case 'key_too_long':
      return LORE_LIMITS.keyLength
    case 'pattern_too_long':
      return LORE_LIMITS.patternLength
    case 'pattern_unsupported':
      return 0
  }
}

const shown = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text)
