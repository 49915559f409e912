/** A text as the words that it is found by. */
import { stemmer as english } from '@orama/stemmers/english'
import { stemmer as spanish } from '@orama/stemmers/spanish'
import { stopwords as englishStopwords } from '@orama/stopwords/english'
import { stopwords as spanishStopwords } from '@orama/stopwords/spanish'

const WORDS = /[\p{L}\p{M}\p{N}]+/gu
/** Accents of Latin, Greek and Cyrillic; the marks of other scripts are letters of theirs. */
const ACCENTS = /[\u0300-\u036F]/g
/** Scripts that are written without spaces are found by every two characters in a row. */
const SPACELESS =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]+/gu
/** Stems of one language that are kept at hand. */
const STEMS = 50_000

export interface WordReader {
  /** In order, with repetitions; words that say nothing are left out. */
  words(text: string): readonly string[]
}

interface Language {
  stem(word: string): string
  stopwords: readonly string[]
}

const LANGUAGES: Readonly<Record<string, Language>> = {
  en: { stem: english, stopwords: englishStopwords },
  es: { stem: spanish, stopwords: spanishStopwords },
}

const readers = new Map<string, WordReader>()

/** @param language BCP 47; words of a language that we know no stems of stay as they are */
export function wordReader(language: string): WordReader {
  const [primary = ''] = language.toLowerCase().split('-')
  const name = Object.hasOwn(LANGUAGES, primary) ? primary : ''
  let reader = readers.get(name)
  if (!reader) {
    reader = makeReader(LANGUAGES[name])
    readers.set(name, reader)
  }
  return reader
}

function makeReader(language: Language | undefined): WordReader {
  const silent = new Set(language?.stopwords.flatMap((word) => plain(word).match(WORDS) ?? []))
  const stems = new Map<string, string>()
  const stem = (word: string): string => {
    const known = stems.get(word)
    if (known !== undefined) return known
    const found = language?.stem(word) ?? word
    if (stems.size >= STEMS) stems.clear()
    stems.set(word, found)
    return found
  }
  return {
    words: (text) => {
      const normal = plain(text)
      const spaceless = normal.match(SPACELESS)
      const spaced = spaceless ? normal.replace(SPACELESS, ' ') : normal
      const words: string[] = []
      for (const word of spaced.match(WORDS) ?? []) if (!silent.has(word)) words.push(stem(word))
      for (const run of spaceless ?? []) words.push(...pairs(run))
      return words
    },
  }
}

/** Without case and accents. Accents go before stems, so that “cancion” finds “canción”. */
const plain = (text: string): string =>
  text.normalize('NFKD').replace(ACCENTS, '').normalize('NFC').toLowerCase()

function pairs(run: string): readonly string[] {
  const characters = [...run]
  if (characters.length < 2) return characters
  return characters.slice(1).map((character, at) => `${characters[at]}${character}`)
}
