import type { LoreEntry, Lorebook } from '#plugins/personas/lorebook/lorebook'

export const entry = (some: Partial<LoreEntry>): LoreEntry => ({
  name: '',
  keys: [],
  secondaryKeys: [],
  selective: false,
  constant: false,
  enabled: true,
  caseSensitive: false,
  useRegex: false,
  content: 'Something is known.',
  insertionOrder: 0,
  priority: 0,
  position: 'before_character',
  ...some,
})

export const lorebook = (
  entries: readonly Partial<LoreEntry>[],
  some: Partial<Lorebook> = {}
): Lorebook => ({
  scanDepth: 4,
  tokenBudget: 1_000,
  recursive: false,
  ...some,
  entries: entries.map(entry),
})

/** A token for each word. */
export const countWords = (text: string): number => text.split(/\s+/u).filter(Boolean).length
