import { randomInt } from 'node:crypto'
import { GIFT_LIMITS } from '#plugins/communities/gifts/limits'

/** Crockford's letters (crockford.com/base32.html): without what is read as something else. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A new code, as it is kept: `GIFT` and its letters. */
export function newGiftCode(): string {
  const letters = Array.from({ length: GIFT_LIMITS.code }, () => LETTERS[randomInt(LETTERS.length)])
  return `GIFT${letters.join('')}`
}

/** As it is told: in fours. */
export const saidCode = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1-')

/** What was typed, as it is kept: any case, spaces and dashes, O for 0, I and L for 1; null when it can be no code. */
export function readGiftCode(typed: string): string | null {
  const plain = typed.toUpperCase().replaceAll(/[\s_-]/g, '')
  const match = /^GIFT([0-9A-Z]+)$/.exec(plain)
  if (!match) return null
  const letters = (match[1] ?? '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  const isCode =
    letters.length === GIFT_LIMITS.code && [...letters].every((one) => LETTERS.includes(one))
  return isCode ? `GIFT${letters}` : null
}

/** What stands behind `start=` of a link to a gift. */
export const giftWord = (code: string): string => `gift_${code}`
export const codeInWord = (word: string): string | null =>
  word.startsWith('gift_') ? readGiftCode(word.slice('gift_'.length)) : null
