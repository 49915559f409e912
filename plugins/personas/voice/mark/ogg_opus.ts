import { AI_MADE } from '#plugins/personas/pictures/mark/xmp'

/** Bytes of a page before its segment table (RFC 3533, 6). */
const PAGE_HEAD = 27
const CHECKSUM_AT = 22
const MOST_SEGMENTS = 255
const FULL_SEGMENT = 255
const POLYNOMIAL = 0x04c11db7
const CONTINUED = 0x01

const SUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24
  for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum & 0x80000000 ? POLYNOMIAL : 0)
  return sum
})

/**
 * Puts the mark into the comments of an Ogg Opus file (RFC 7845, 5.2); what is heard is the same.
 * @throws RangeError when it is no whole Ogg Opus file
 */
export function markOggOpus(file: Buffer): Buffer {
  const pages = pagesOf(file)
  const [head, ...rest] = pages
  if (!head || !bodyOf(head).toString('latin1', 0, 8).startsWith('OpusHead')) {
    throw new RangeError('This is no Opus')
  }
  // The comments begin on the second page and end the page on which they end (RFC 7845, 3).
  const last = rest.findIndex((page) => (segmentsOf(page).at(-1) ?? FULL_SEGMENT) < FULL_SEGMENT)
  const comments = Buffer.concat(rest.slice(0, last + 1).map(bodyOf))
  if (last < 0 || !comments.toString('latin1', 0, 8).startsWith('OpusTags')) {
    throw new RangeError('The Opus file has no comments')
  }
  const written = [head, ...pagesFor(withMark(comments), head), ...rest.slice(last + 1)]
  return Buffer.concat(written.map(numbered))
}

function pagesOf(file: Buffer): Buffer[] {
  const pages: Buffer[] = []
  for (let at = 0; at < file.length;) {
    if (file.toString('latin1', at, at + 4) !== 'OggS') throw new RangeError('This is no Ogg')
    const segments = file.readUInt8(at + PAGE_HEAD - 1)
    const table = file.subarray(at + PAGE_HEAD, at + PAGE_HEAD + segments)
    const end = at + PAGE_HEAD + segments + table.reduce((sum, length) => sum + length, 0)
    if (end > file.length) throw new RangeError('The Ogg file is cut off')
    pages.push(file.subarray(at, end))
    at = end
  }
  return pages
}

const segmentsOf = (page: Buffer): Buffer =>
  page.subarray(PAGE_HEAD, PAGE_HEAD + page.readUInt8(PAGE_HEAD - 1))

const bodyOf = (page: Buffer): Buffer => page.subarray(PAGE_HEAD + page.readUInt8(PAGE_HEAD - 1))

/** Vendor, then a count of comments, each with its length before it. */
function withMark(comments: Buffer): Buffer {
  const countAt = 12 + comments.readUInt32LE(8)
  const count = comments.readUInt32LE(countAt)
  const mark = Buffer.from(`DIGITALSOURCETYPE=${AI_MADE}`)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(mark.length)
  const more = Buffer.alloc(4)
  more.writeUInt32LE(count + 1)
  return Buffer.concat([
    comments.subarray(0, countAt),
    more,
    length,
    mark,
    comments.subarray(countAt + 4),
  ])
}

/** Pages of one packet, of the stream that `like` is of. */
function pagesFor(packet: Buffer, like: Buffer): Buffer[] {
  const pages: Buffer[] = []
  for (let at = 0; at <= packet.length; at += MOST_SEGMENTS * FULL_SEGMENT) {
    const body = packet.subarray(at, at + MOST_SEGMENTS * FULL_SEGMENT)
    const isFull = body.length === MOST_SEGMENTS * FULL_SEGMENT
    const table = Buffer.alloc(
      Math.floor(body.length / FULL_SEGMENT) + (isFull ? 0 : 1),
      FULL_SEGMENT
    )
    if (!isFull) table[table.length - 1] = body.length % FULL_SEGMENT
    const head = Buffer.from(like.subarray(0, PAGE_HEAD))
    head.writeUInt8(at === 0 ? 0 : CONTINUED, 5)
    head.writeBigUInt64LE(0n, 6)
    head.writeUInt8(table.length, PAGE_HEAD - 1)
    pages.push(Buffer.concat([head, table, body]))
  }
  return pages
}

/** A page with its place in the stream and its checksum. */
function numbered(page: Buffer, index: number): Buffer {
  const written = Buffer.from(page)
  written.writeUInt32LE(index, 18)
  written.writeUInt32LE(0, CHECKSUM_AT)
  let sum = 0
  for (const byte of written) sum = (sum << 8) ^ (SUMS[(sum >>> 24) ^ byte] ?? 0)
  written.writeUInt32LE(sum >>> 0, CHECKSUM_AT)
  return written
}
