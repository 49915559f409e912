import { imageSize } from 'image-size'
import { XMP } from '#plugins/personas/pictures/mark/xmp'

const RIFF_HEADER = 12
/** Flags of the extended format (RFC 9649, 2.7). */
const HAS_XMP = 0x04
const HAS_ALPHA = 0x10

interface Chunk {
  type: string
  data: Buffer
}

/**
 * Puts the mark at the end, in place of XMP that was there; a plain file becomes an extended one, since only those
 * have metadata.
 * @throws RangeError when it is no whole WebP
 */
export function markWebp(webp: Buffer): Buffer {
  const chunks = chunksOf(webp).filter(({ type }) => type !== 'XMP ')
  const extended = chunks.find(({ type }) => type === 'VP8X')
  if (extended) extended.data.writeUInt8(extended.data.readUInt8(0) | HAS_XMP, 0)
  else chunks.unshift({ type: 'VP8X', data: extensionOf(webp, chunks) })
  const body = [...chunks, { type: 'XMP ', data: XMP }].map(framed)
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  head.writeUInt32LE(4 + body.reduce((sum, { length }) => sum + length, 0), 4)
  return Buffer.concat([head, ...body])
}

function chunksOf(webp: Buffer): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = RIFF_HEADER; at + 8 <= webp.length;) {
    const length = webp.readUInt32LE(at + 4)
    const end = at + 8 + length
    if (end > webp.length) throw new RangeError('The WebP is cut off')
    const data = Buffer.from(webp.subarray(at + 8, end))
    chunks.push({ type: webp.toString('latin1', at, at + 4), data })
    at = end + (length % 2)
  }
  return chunks
}

function extensionOf(webp: Buffer, chunks: readonly Chunk[]): Buffer {
  const { width, height } = imageSize(webp)
  const lossless = chunks.find(({ type }) => type === 'VP8L')
  // The bit behind both sizes, of 14 bits each, behind the signature byte (RFC 9649, 3.4).
  const alpha = lossless !== undefined && (lossless.data.readUInt32LE(1) & (1 << 28)) !== 0
  const data = Buffer.alloc(10)
  data.writeUInt8(HAS_XMP | (alpha ? HAS_ALPHA : 0), 0)
  data.writeUIntLE(width - 1, 4, 3)
  data.writeUIntLE(height - 1, 7, 3)
  return data
}

function framed({ type, data }: Chunk): Buffer {
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1')
  head.writeUInt32LE(data.length, 4)
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)])
}
