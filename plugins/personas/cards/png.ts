/**
 * PNG as a sequence of chunks (www.w3.org/TR/png-3). The packages for it were given up years ago, and a card needs
 * little: text chunks read, taken out and put in, the picture itself untouched.
 */
import { crc32 } from 'node:zlib'
import { CardError } from '#plugins/personas/cards/card_error'
import { CARD_LIMITS } from '#plugins/personas/cards/card_limits'

export interface PngChunk {
  /** Four letters. */
  type: string
  data: Uint8Array
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
/** Length, type and checksum of a chunk, bytes. */
const FRAME = 12

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte)
}

/**
 * The chunks of a PNG, checked: whole, each with its checksum, from IHDR to IEND. What follows IEND is dropped.
 * @throws CardError
 */
export function readPng(bytes: Uint8Array): PngChunk[] {
  if (!isPng(bytes)) throw new CardError('unknown_file')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: PngChunk[] = []
  for (let at = SIGNATURE.length; ;) {
    if (at + FRAME > bytes.length) throw new CardError('truncated')
    const length = view.getUint32(at)
    const end = at + FRAME + length
    if (end > bytes.length) throw new CardError('truncated')
    const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1')
    if (!/^[A-Za-z]{4}$/.test(type)) throw new CardError('damaged')
    if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      throw new CardError('damaged')
    }
    chunks.push({ type, data: bytes.subarray(at + 8, end - 4) })
    if (type === 'IEND') break
    if (chunks.length > CARD_LIMITS.pngChunks) throw new CardError('damaged')
    at = end
  }
  if (chunks[0]?.type !== 'IHDR' || !chunks.some(({ type }) => type === 'IDAT')) {
    throw new CardError('damaged')
  }
  return chunks
}

export function writePng(chunks: readonly PngChunk[]): Uint8Array {
  return Buffer.concat([SIGNATURE, ...chunks.map(frame)])
}

function frame({ type, data }: PngChunk): Uint8Array {
  const framed = Buffer.alloc(FRAME + data.length)
  framed.writeUInt32BE(data.length, 0)
  framed.write(type, 4, 'latin1')
  framed.set(data, 8)
  framed.writeUInt32BE(crc32(framed.subarray(4, 8 + data.length)), 8 + data.length)
  return framed
}

/** A `tEXt` chunk's keyword and text (both Latin 1); null for other chunks. */
export function textOf({ type, data }: PngChunk): { keyword: string; text: string } | null {
  if (type !== 'tEXt') return null
  const end = data.indexOf(0)
  if (end < 0) return null
  const latin = (part: Uint8Array) => Buffer.from(part).toString('latin1')
  return { keyword: latin(data.subarray(0, end)), text: latin(data.subarray(end + 1)) }
}

export function textChunk(keyword: string, text: string): PngChunk {
  return { type: 'tEXt', data: Buffer.from(`${keyword}\0${text}`, 'latin1') }
}
