import { CardError } from '#plugins/personas/cards/card_error'
import { CARD_LIMITS } from '#plugins/personas/cards/card_limits'
import { cardOf, isCard, type CardObject } from '#plugins/personas/cards/card_object'
import { readCharx } from '#plugins/personas/cards/charx'
import { parseJson } from '#plugins/personas/cards/json'
import { checkPicture, type PictureFile } from '#plugins/personas/cards/picture_file'
import { isPng } from '#plugins/personas/cards/png'
import { readPngCard } from '#plugins/personas/cards/png_card'
import { isZip } from '#plugins/personas/cards/zip'

/** What a card's file brings. */
export interface CardFile {
  card: CardObject
  /** The second card of a PNG that has two. */
  other: CardObject | null
  /** Whatever else was in the file, by its path in the archive or its keyword in the picture. */
  files: ReadonlyMap<string, Uint8Array>
  picture: PictureFile | null
}

/** Reads PNG, CHARX or JSON, told apart by their first bytes. @throws CardError */
export function readCardFile(bytes: Uint8Array): CardFile {
  if (bytes.length > CARD_LIMITS.fileBytes) throw new CardError('too_large')
  if (isPng(bytes)) {
    const { card, other, files, picture } = readPngCard(bytes)
    const second = isCard(other) ? other : null
    return { card: cardOf(card), other: second, files, picture: checkPicture(picture) }
  }
  if (isZip(bytes)) {
    const { card, files, icon } = readCharx(bytes)
    const content = icon === null ? undefined : files.get(icon)
    const picture = content ? checkPicture(content) : null
    return { card: cardOf(card), other: null, files, picture }
  }
  if (!looksLikeText(bytes)) throw new CardError('unknown_file')
  return { card: cardOf(parseJson(bytes)), other: null, files: new Map(), picture: null }
}

/** The first byte that is no mark, no blank and no NUL of UTF-16 opens an object. */
function looksLikeText(bytes: Uint8Array): boolean {
  const first = bytes.find(
    (byte) => ![0xef, 0xbb, 0xbf, 0xff, 0xfe, 0, 9, 10, 13, 32].includes(byte)
  )
  return first === '{'.charCodeAt(0) || first === '['.charCodeAt(0)
}
