/**
 * Letters of other scripts that look like Latin ones, and the digits and signs that stand for letters. Only the common
 * ones: the rules are a net with a named mesh, not the only one (unicode.org/reports/tr39 lists them all).
 */
const LOOKALIKES: Readonly<Record<string, string>> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  і: 'i',
  ѕ: 's',
  к: 'k',
  м: 'm',
  т: 't',
  н: 'h',
  в: 'b',
  ј: 'j',
  ԁ: 'd',
  α: 'a',
  ε: 'e',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  υ: 'u',
  ı: 'i',
  ɡ: 'g',
  ł: 'l',
  ø: 'o',
}
const STANDINS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  '$': 's',
  '!': 'i',
}

/** What is not seen: zero-width characters, soft hyphens, direction marks, variation selectors. */
const INVISIBLE = /[\p{Cf}\uFE00-\uFE0F\u034F\u115F\u1160\u3164]/gu

/**
 * The text as the rules read it: lower case, without accents and hidden characters, words in Latin letters, one space
 * between words, and the marks `.` `,` `?` `"` kept where a sentence, a clause or a quotation ends.
 */
export function normalise(text: string): string {
  const plain = (ONLY_ASCII.test(text) ? text.toLowerCase().replaceAll('`', "'") : folded(text))
    .replaceAll(READ_ANEW, readWord)
    .replaceAll("'", '')
  return joinSpelledOut(plain)
    .replaceAll(/["“”«»]/g, ' " ')
    .replaceAll(/[!;:\n…]+/g, '. ')
    .replaceAll(/[^\p{L}\p{N}.,?"]+/gu, ' ')
    .trim()
}

const ONLY_ASCII = /^\p{ASCII}*$/u

/** In lower case, in Latin letters without accents; what nobody sees is gone. */
const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(INVISIBLE, '')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[’‘`´']/g, "'")
    .replaceAll(/[^\p{ASCII}]/gu, (letter) => LOOKALIKES[letter] ?? letter)

/** Words that {@link readWord} may change: each reply is read several times, and most words stay as they are. */
const READ_ANEW =
  /(?<![\p{L}\p{N}@$!'])[\p{L}\p{N}@$!']*(?:[013457@$!]|(\p{L})\1\1)[\p{L}\p{N}@$!']*/gu

/** A word with letters in it has its digits read as letters ("k1ll"); "15yo" and "18" are numbers. */
function readWord(word: string): string {
  const bare = word.replace(/!+$/, '')
  const rest = word.slice(bare.length)
  if (!/\p{L}/u.test(bare) || /^\d+(yo|yrs?|y|st|nd|rd|th|km|kms|am|pm|k|g|mg|kg)?$/.test(bare))
    return word
  const read = bare.replaceAll(/[013457@$!]/g, (sign) => STANDINS[sign] ?? sign)
  return read.replaceAll(/(\p{L})\1{2,}/gu, '$1$1') + rest
}

/** "k i l l" and "k.i.l.l" are one word: four single letters in a row or more. */
function joinSpelledOut(text: string): string {
  return text.replaceAll(
    /(?<![\p{L}\p{N}])(?:\p{L}[ .*_-]){3,}\p{L}(?![\p{L}\p{N}])/gu,
    (spelled) => spelled.replaceAll(/[^\p{L}]/gu, '')
  )
}
