/** A card's `character_book` and a persona's lorebook. */
import { isDeepStrictEqual } from 'node:util'
import { isRecord } from '#app/support/json'
import { CardError } from '#plugins/personas/cards/card_error'
import {
  field,
  numberIn,
  textIn,
  textsIn,
  trueIn,
  type JsonObject,
} from '#plugins/personas/cards/json'
import type { LoreEntry, Lorebook } from '#plugins/personas/lorebook/lorebook'
import { PERSONA_LIMITS } from '#plugins/personas/making/persona_limits'
import { plainText } from '#plugins/personas/plain_text'

/** What a book does that says nothing of it: SillyTavern's usual values. */
export const USUAL_BOOK = { scanDepth: 4, tokenBudget: 600, recursive: false } as const
/** Where an entry stands that says nothing of it. */
const USUAL_ORDER = 100

/** Most messages that are searched, and most tokens that are brought up. */
const MOST_DEPTH = 50
const MOST_TOKENS = 2_000

/** The lorebook of a card; null when it has none. @throws CardError `lorebook_too_large` */
export function readBook(data: JsonObject): Lorebook | null {
  const book = field(data, 'character_book')
  if (!isRecord(book)) return null
  const entries = entriesIn(book)
  if (entries.length > PERSONA_LIMITS.loreEntries) throw new CardError('lorebook_too_large')
  return {
    scanDepth: within(numberIn(book, 'scan_depth'), USUAL_BOOK.scanDepth, MOST_DEPTH),
    tokenBudget: within(numberIn(book, 'token_budget'), USUAL_BOOK.tokenBudget, MOST_TOKENS),
    recursive: trueIn(book, 'recursive_scanning'),
    entries: entries.map(readEntry),
  }
}

const within = (value: number | null, usual: number, most: number) =>
  value === null ? usual : Math.min(Math.max(0, Math.round(value)), most)

function entriesIn(book: JsonObject): readonly unknown[] {
  const entries = field(book, 'entries')
  return Array.isArray(entries) ? entries : []
}

/** One for each of the card's, also where it is no object, so that their places stay the same. */
function readEntry(value: unknown): LoreEntry {
  const entry = isRecord(value) ? value : {}
  return {
    name: cut(textIn(entry, 'name', 'comment'), PERSONA_LIMITS.loreName),
    keys: keysIn(entry, 'keys'),
    secondaryKeys: keysIn(entry, 'secondary_keys'),
    selective: trueIn(entry, 'selective'),
    constant: trueIn(entry, 'constant'),
    enabled: isRecord(value) && field(entry, 'enabled') !== false,
    caseSensitive: trueIn(entry, 'case_sensitive'),
    useRegex: trueIn(entry, 'use_regex'),
    content: cut(textIn(entry, 'content'), PERSONA_LIMITS.loreContent),
    insertionOrder: numberIn(entry, 'insertion_order') ?? USUAL_ORDER,
    priority: numberIn(entry, 'priority') ?? 0,
    position: textIn(entry, 'position') === 'after_char' ? 'after_character' : 'before_character',
  }
}

const cut = (text: string, length: number) => plainText(text).slice(0, length).toWellFormed()

const keysIn = (entry: JsonObject, name: string): string[] =>
  textsIn(entry, name)
    .map((key) => cut(key.trim(), PERSONA_LIMITS.loreKey))
    .filter((key) => key !== '')
    .slice(0, PERSONA_LIMITS.loreKeys)

/**
 * The book of a card after its lorebook was changed: what was not touched stays as the card had it, with all that only
 * its own tool understands.
 * @param read what {@link readBook} made of the card's book at the import
 */
export function writeBook(
  original: unknown,
  read: Lorebook | null,
  lorebook: Lorebook
): JsonObject {
  const book = isRecord(original) ? original : {}
  const changed: Record<string, unknown> = {}
  if (lorebook.scanDepth !== read?.scanDepth) changed.scan_depth = lorebook.scanDepth
  if (lorebook.tokenBudget !== read?.tokenBudget) changed.token_budget = lorebook.tokenBudget
  if (lorebook.recursive !== read?.recursive) changed.recursive_scanning = lorebook.recursive
  const entries = writeEntries(entriesIn(book), read?.entries ?? [], lorebook.entries)
  const extensions = isRecord(field(book, 'extensions')) ? {} : { extensions: {} }
  return { ...extensions, ...book, ...changed, entries }
}

/** Finds each entry's original: the same one, else the one with its name and keys, else the one in its place. */
function writeEntries(
  originals: readonly unknown[],
  read: readonly LoreEntry[],
  entries: readonly LoreEntry[]
): unknown[] {
  const free = new Set(read.keys())
  const take = (fits: (old: LoreEntry, index: number) => boolean): number | undefined => {
    const index = [...free].find((at) => {
      const old = read[at]
      return old !== undefined && fits(old, at)
    })
    if (index !== undefined) free.delete(index)
    return index
  }
  const places = entries.map((entry) => take((old) => isDeepStrictEqual(old, entry)))
  return entries.map((entry, at) => {
    const place =
      places[at] ??
      take((old) => old.name === entry.name && isDeepStrictEqual(old.keys, entry.keys)) ??
      take((_old, index) => index === at && entries.length === read.length)
    const old = place === undefined ? undefined : read[place]
    const original = place === undefined ? undefined : originals[place]
    return old && isDeepStrictEqual(old, entry)
      ? original
      : writeEntry(isRecord(original) ? original : {}, old, entry)
  })
}

function writeEntry(original: JsonObject, old: LoreEntry | undefined, entry: LoreEntry) {
  const changed: Record<string, unknown> = {}
  for (const [name, key] of ENTRY_FIELDS) {
    if (!isDeepStrictEqual(old?.[key], entry[key])) {
      changed[name] = key === 'position' ? entry.position.replace('character', 'char') : entry[key]
    }
  }
  const extensions = isRecord(field(original, 'extensions')) ? {} : { extensions: {} }
  return { ...extensions, ...original, ...changed }
}

const ENTRY_FIELDS = [
  ['name', 'name'],
  ['keys', 'keys'],
  ['secondary_keys', 'secondaryKeys'],
  ['selective', 'selective'],
  ['constant', 'constant'],
  ['enabled', 'enabled'],
  ['case_sensitive', 'caseSensitive'],
  ['use_regex', 'useRegex'],
  ['content', 'content'],
  ['insertion_order', 'insertionOrder'],
  ['priority', 'priority'],
  ['position', 'position'],
] as const satisfies readonly (readonly [string, keyof LoreEntry])[]
