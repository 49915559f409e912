import { crc32 } from 'node:zlib'
import { XMP } from '#plugins/personas/pictures/mark/xmp'

const SIGNATURE_LENGTH = 8
/** Length, type and checksum around the data of a chunk. */
const FRAME = 12
/** Where XMP is kept in a PNG (ISO 16684-3, 3.5.2). */
const KEYWORD = 'XML:com.adobe.xmp'

/**
 * Puts the mark behind a PNG's header, in place of what was there under the same keyword.
 * @throws RangeError when it is no whole PNG
 */
export function markPng(png: Buffer): Buffer {
  const parts: Buffer[] = [png.subarray(0, SIGNATURE_LENGTH)]
  let at = SIGNATURE_LENGTH
  let ended = false
  while (!ended) {
    const length = png.readUInt32BE(at)
    const end = at + FRAME + length
    if (end > png.length) throw new RangeError('The PNG is cut off')
    const type = png.toString('latin1', at + 4, at + 8)
    const isOldMark =
      type === 'iTXt' &&
      png.toString('latin1', at + 8, at + 8 + KEYWORD.length + 1) === `${KEYWORD}\0`
    if (!isOldMark) parts.push(png.subarray(at, end))
    if (type === 'IHDR') parts.push(markChunk())
    ended = type === 'IEND'
    at = end
  }
  return Buffer.concat(parts)
}

/** Keyword, not compressed, no language, no translated keyword, text (PNG 3rd edition, 11.3.3.4). */
function markChunk(): Buffer {
  const body = Buffer.concat([Buffer.from(`iTXt${KEYWORD}\0\0\0\0\0`, 'latin1'), XMP])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(body.length - 4, 0)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return chunk
}
