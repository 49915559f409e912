/** Small files of the formats that the real service sends, made here so that they are known to be right. */
import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

/** A PNG of one colour, which comes from a text. */
export function pngOf(text: string, side = 8): Buffer {
  const [red = 0, green = 0, blue = 0] = createHash('sha256').update(text).digest()
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  // Eight bits a channel, red green blue.
  header.set([8, 2, 0, 0, 0], 8)
  const row = Buffer.from([0, ...Array.from({ length: side }, () => [red, green, blue]).flat()])
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: side }, () => row)))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** One grey pixel. */
export const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64'
)

/** One transparent pixel, lossless. */
export const WEBP = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64')

const OGG_POLYNOMIAL = 0x04c11db7

function oggSum(page: Uint8Array): number {
  let sum = 0
  for (const byte of page) {
    sum ^= byte << 24
    for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum & 0x80000000 ? OGG_POLYNOMIAL : 0)
  }
  return sum >>> 0
}

/** A page with one packet of less than 255 bytes (RFC 3533). */
function oggPage(number: number, flags: number, granule: bigint, packet: Uint8Array): Buffer {
  const head = Buffer.alloc(28)
  head.write('OggS', 0, 'latin1')
  head[5] = flags
  head.writeBigUInt64LE(granule, 6)
  head.writeUInt32LE(1, 14)
  head.writeUInt32LE(number, 18)
  head[26] = 1
  head[27] = packet.length
  const page = Buffer.concat([head, packet])
  page.writeUInt32LE(oggSum(page), 22)
  return page
}

/** A fiftieth of a second of silence, Ogg Opus (RFC 7845). */
export function oggOpus(): Buffer {
  const header = Buffer.from('OpusHead\x01\x01\x00\x00\x80\xbb\x00\x00\x00\x00\x00', 'latin1')
  const tags = Buffer.from('OpusTags\x08\x00\x00\x00emulator\x00\x00\x00\x00', 'latin1')
  return Buffer.concat([
    oggPage(0, 2, 0n, header),
    oggPage(1, 0, 0n, tags),
    oggPage(2, 4, 960n, Buffer.from([0xf8, 0xff, 0xfe])),
  ])
}
