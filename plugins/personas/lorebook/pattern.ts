/** Regular expressions as keys, by an engine whose time grows with the text alone, whatever the pattern. */
import { RE2JS } from 're2js'
import { LORE_LIMITS } from '#plugins/personas/lorebook/limits'

export type PatternProblem = 'pattern_too_long' | 'pattern_unsupported'

/** `/pattern/flags`, as version 3 of the cards has it. */
const SLASHED = /^\/(.*)\/([a-z]*)$/s

/** Flags of JavaScript's that mean something here; `u`, `g`, `y`, `d` and `v` change nothing that is asked. */
const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  s: RE2JS.DOTALL,
  m: RE2JS.MULTILINE,
}

export type Pattern = { test(text: string): boolean } | { problem: PatternProblem }

/**
 * Compiles a key. Look-around and back-references are not supported: nothing that has them runs in linear time.
 * @param caseSensitive counts where the key has no flags of its own
 */
export function compilePattern(key: string, caseSensitive: boolean): Pattern {
  if (key.length > LORE_LIMITS.patternLength) return { problem: 'pattern_too_long' }
  const slashed = SLASHED.exec(key)
  const source = slashed?.[1] ?? key
  const ownFlags = [...(slashed?.[2] ?? '')].reduce((flags, flag) => flags | (FLAGS[flag] ?? 0), 0)
  const flags = slashed ? ownFlags : caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(source), flags)
    if (compiled.programSize() > LORE_LIMITS.patternSize) return { problem: 'pattern_too_long' }
    return { test: (text) => compiled.test(text) }
  } catch {
    return { problem: 'pattern_unsupported' }
  }
}
