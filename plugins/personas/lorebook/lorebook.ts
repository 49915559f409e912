/** What a persona knows of its world, brought up when it is spoken of (the cards' `character_book`). */
export interface Lorebook {
  /** How many of the newest messages are searched for keys. */
  scanDepth: number
  /** Most tokens of all entries that are brought up together. */
  tokenBudget: number
  /** Entries that were brought up are searched for further keys. */
  recursive: boolean
  entries: readonly LoreEntry[]
}

export interface LoreEntry {
  /** For the creator's eyes. */
  name: string
  /** Any of them brings it up: words, or regular expressions where `useRegex`. */
  keys: readonly string[]
  /** Where `selective`, one of these has to be there too. */
  secondaryKeys: readonly string[]
  selective: boolean
  /** Always brought up. */
  constant: boolean
  enabled: boolean
  caseSensitive: boolean
  useRegex: boolean
  content: string
  /** Lower ones stand earlier in the prompt. */
  insertionOrder: number
  /** Where the budget is short, lower ones go first. */
  priority: number
  position: 'before_character' | 'after_character'
}
