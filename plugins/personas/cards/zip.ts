/** Archives that somebody else made, unpacked within limits. */
import { crc32 } from 'node:zlib'
import { Unzip, UnzipInflate, zipSync } from 'fflate'
import { CardError } from '#plugins/personas/cards/card_error'
import { CARD_LIMITS } from '#plugins/personas/cards/card_limits'

/**
 * Bytes that are unpacked at a time: DEFLATE grows at most 1,032 times, so this many become 16 MB before anyone
 * counts them.
 */
const PIECE = 16 * 1024

const LOCAL = 0x04034b50
const DIRECTORY = 0x02014b50
const END = 0x06054b50
/** Bytes of the end record without its comment, and the longest comment (APPNOTE 4.3.16). */
const END_LENGTH = 22
const COMMENT = 0xffff

/** Archives begin with a file. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && viewOf(bytes).getUint32(0, true) === LOCAL
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/**
 * The files of an archive by their path, each with the checksum that the archive's directory says.
 * @throws CardError
 */
export function unpack(archive: Uint8Array): Map<string, Uint8Array> {
  const checksums = directoryOf(archive)
  const most = Math.min(CARD_LIMITS.unpackedBytes, archive.length * CARD_LIMITS.ratio)
  const files = inflate(archive, most)
  const unpacked = new Map<string, Uint8Array>()
  for (const [path, checksum] of checksums) {
    if (path.endsWith('/')) continue
    const content = files.get(path)
    if (!content || crc32(content) !== checksum) throw new CardError('damaged')
    unpacked.set(path, content)
  }
  return unpacked
}

/** Packs files; pictures and the like are packed already, so little is tried. */
export function pack(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return zipSync(Object.fromEntries(files), { level: 1 })
}

function inflate(archive: Uint8Array, most: number): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  let total = 0
  const unzip = new Unzip((file) => {
    if (files.size >= CARD_LIMITS.entries) throw new CardError('bomb')
    const pieces: Uint8Array[] = []
    file.ondata = (error, piece, last) => {
      if (error) throw error
      total += piece.length
      if (total > most) throw new CardError('bomb')
      pieces.push(piece)
      if (last) files.set(file.name, Buffer.concat(pieces))
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  try {
    for (let at = 0; at < archive.length; at += PIECE) {
      unzip.push(archive.subarray(at, at + PIECE), at + PIECE >= archive.length)
    }
  } catch (error) {
    if (error instanceof CardError) throw error
    throw new CardError('damaged', { cause: error })
  }
  return files
}

/** Paths and checksums, as the directory at the archive's end lists them. */
function directoryOf(archive: Uint8Array): Map<string, number> {
  const view = viewOf(archive)
  const end = endOf(view)
  if (end === null) throw new CardError('truncated')
  const count = view.getUint16(end + 10, true)
  if (count > CARD_LIMITS.entries) throw new CardError('bomb')
  const found = new Map<string, number>()
  let at = view.getUint32(end + 16, true)
  for (let entry = 0; entry < count; entry++) {
    if (at + 46 > end || view.getUint32(at, true) !== DIRECTORY) throw new CardError('damaged')
    const nameLength = view.getUint16(at + 28, true)
    const path = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + nameLength))
    if (!isSafePath(path) || found.has(path)) throw new CardError('damaged')
    found.set(path, view.getUint32(at + 16, true))
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return found
}

function endOf(view: DataView): number | null {
  const last = view.byteLength - END_LENGTH
  for (let at = last; at >= Math.max(0, last - COMMENT); at--) {
    if (view.getUint32(at, true) === END) return at
  }
  return null
}

/** Nobody who unpacks what we pack shall find a file outside of the folder. */
function isSafePath(path: string): boolean {
  return (
    path.length <= CARD_LIMITS.pathLength &&
    // The library that packs them uses paths as names of an object's fields.
    path !== '__proto__' &&
    !path.startsWith('/') &&
    !/[\\:\0]/.test(path) &&
    !path.split('/').includes('..')
  )
}
