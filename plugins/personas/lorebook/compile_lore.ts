import { wordsKey, type Haystack, type Piece } from '#plugins/personas/lorebook/haystack'
import { LORE_LIMITS } from '#plugins/personas/lorebook/limits'
import type { LoreEntry, Lorebook } from '#plugins/personas/lorebook/lorebook'
import { compilePattern, type Pattern } from '#plugins/personas/lorebook/pattern'

/** What one message has for regular expressions. */
export interface PatternTime {
  /** Milliseconds. */
  left: number
}

/** A key, made ready once. */
export interface CompiledKey {
  standsIn(haystack: Haystack, time: PatternTime): boolean
}

export interface CompiledEntry {
  entry: LoreEntry
  /** Place in the lorebook, from 0. */
  place: number
  keys: readonly CompiledKey[]
  secondaryKeys: readonly CompiledKey[]
  /** Of its content; counted when it is first brought up. */
  tokens: number | null
  /** Its content, made ready to be searched when it is first brought up. */
  piece: Piece | null
}

const compiled = new WeakMap<Lorebook, readonly CompiledEntry[]>()

/** The entries that may be brought up, made ready once for each version of a lorebook. */
export function compileLore(lorebook: Lorebook): readonly CompiledEntry[] {
  let entries = compiled.get(lorebook)
  if (!entries) {
    entries = lorebook.entries.slice(0, LORE_LIMITS.entries).flatMap((entry, place) => {
      const fits = entry.content.length <= LORE_LIMITS.contentLength
      if (!entry.enabled || !fits || entry.content.trim() === '') return []
      return [
        {
          entry,
          place,
          keys: compileKeys(entry, entry.keys),
          secondaryKeys: compileKeys(entry, entry.secondaryKeys),
          tokens: null,
          piece: null,
        },
      ]
    })
    compiled.set(lorebook, entries)
  }
  return entries
}

function compileKeys(entry: LoreEntry, keys: readonly string[]): CompiledKey[] {
  return keys
    .slice(0, LORE_LIMITS.keys)
    .flatMap((key) =>
      entry.useRegex ? [patternKey(key, entry.caseSensitive)] : literalKey(entry, key)
    )
}

function literalKey({ caseSensitive }: LoreEntry, key: string): CompiledKey[] {
  const words = wordsKey(key, caseSensitive ? 'exact' : 'folded')
  if (!words || key.length > LORE_LIMITS.keyLength) return []
  return [{ standsIn: (haystack) => haystack.has(words) }]
}

/** Compiled when it is first tried: a lorebook of hundreds would hold up the first message. */
function patternKey(key: string, caseSensitive: boolean): CompiledKey {
  let pattern: Pattern | null = null
  return {
    standsIn({ pieces }, time) {
      let characters = 0
      for (const { exact } of pieces) {
        if (time.left <= 0 || characters >= LORE_LIMITS.patternScanned) return false
        const text = exact.slice(-LORE_LIMITS.patternText)
        const start = performance.now()
        pattern ??= compilePattern(key, caseSensitive)
        const found = 'test' in pattern && pattern.test(text)
        time.left -= performance.now() - start
        if (found) return true
        characters += text.length
      }
      return false
    },
  }
}
