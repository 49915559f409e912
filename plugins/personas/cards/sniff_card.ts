import { isRecord } from '#app/support/json'
import { field, parseJson } from '#plugins/personas/cards/json'
import { isCard } from '#plugins/personas/cards/card_object'
import { CardError } from '#plugins/personas/cards/card_error'
import { isPng } from '#plugins/personas/cards/png'
import { isZip } from '#plugins/personas/cards/zip'

const KEYWORDS = ['tEXtchara\0', 'tEXtccv3\0']

/**
 * Whether a file wants to be a card, also a broken one: so that a picture, an archive or a list of messages is left to
 * whoever has a use for it.
 */
export function isMeantAsCard(bytes: Uint8Array, name: string): boolean {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isPng(bytes)) return KEYWORDS.some((keyword) => content.includes(keyword, 0, 'latin1'))
  if (isZip(bytes)) return /\.charx$/i.test(name) || content.includes('card.json')
  if (/\.charx$/i.test(name)) return true
  try {
    const value = parseJson(bytes)
    return isCard(value) || (isRecord(value) && field(value, 'spec') !== undefined)
  } catch (error) {
    if (error instanceof CardError) return false
    throw error
  }
}
