import { imageSize } from 'image-size'
import { CardError } from '#plugins/personas/cards/card_error'
import { isPng } from '#plugins/personas/cards/png'
import { strippedPng } from '#plugins/personas/cards/png_card'
import { PICTURE_LIMITS } from '#plugins/personas/making/persona_limits'

/** A persona's picture as it is kept and served. */
export interface PictureFile {
  content: Uint8Array
  mediaType: 'image/png' | 'image/jpeg' | 'image/webp'
  /** Without a dot. */
  extension: 'png' | 'jpg' | 'webp'
  /** Pixels. */
  width: number
  height: number
}

const KINDS = {
  png: { mediaType: 'image/png', extension: 'png' },
  jpg: { mediaType: 'image/jpeg', extension: 'jpg' },
  webp: { mediaType: 'image/webp', extension: 'webp' },
} as const

const isKind = (type: string | undefined): type is keyof typeof KINDS =>
  type !== undefined && Object.hasOwn(KINDS, type)

/**
 * Checks a picture by what it is, not by what it is called. Its bytes are kept as they are, but for a card in a PNG.
 * @throws CardError `unknown_file`, `picture_too_large`, `truncated`, `damaged`
 */
export function checkPicture(bytes: Uint8Array): PictureFile {
  const content = isPng(bytes) ? strippedPng(bytes) : bytes
  if (content.length > PICTURE_LIMITS.bytes) throw new CardError('picture_too_large')
  const size = sizeOf(content)
  if (!isKind(size.type)) throw new CardError('unknown_file')
  const { width, height } = size
  if (Math.max(width, height) > PICTURE_LIMITS.side) throw new CardError('picture_too_large')
  if (Math.min(width, height) < PICTURE_LIMITS.least) throw new CardError('damaged')
  if (size.type !== 'png' && !isWhole(content, size.type)) throw new CardError('truncated')
  return { content, width, height, ...KINDS[size.type] }
}

function sizeOf(content: Uint8Array) {
  try {
    return imageSize(content)
  } catch (error) {
    throw new CardError('unknown_file', { cause: error })
  }
}

/** A JPEG ends with its end marker (some cameras write zeros after it), a WebP says its own length. */
function isWhole(content: Uint8Array, type: 'jpg' | 'webp'): boolean {
  if (type === 'webp') {
    const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
    return view.getUint32(4, true) + 8 <= content.length
  }
  return Buffer.from(content).lastIndexOf(Uint8Array.of(0xff, 0xd9)) > 0
}
