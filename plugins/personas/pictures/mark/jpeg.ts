import { XMP } from '#plugins/personas/pictures/mark/xmp'

const APP0 = 0xe0
const APP1 = 0xe1
const START_OF_SCAN = 0xda
/** How XMP begins in a segment (ISO 16684-3, 3.3.3). */
const NAMESPACE = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1')

/**
 * Puts the mark behind the segments that must come first (JFIF's and EXIF's), in place of XMP that was there.
 * @throws RangeError when it is no JPEG
 */
export function markJpeg(jpeg: Buffer): Buffer {
  const before: Buffer[] = [jpeg.subarray(0, 2)]
  const after: Buffer[] = []
  let at = 2
  while (jpeg.readUInt8(at) === 0xff && jpeg.readUInt8(at + 1) !== START_OF_SCAN) {
    const marker = jpeg.readUInt8(at + 1)
    const end = at + 2 + jpeg.readUInt16BE(at + 2)
    if (end > jpeg.length) throw new RangeError('The JPEG is cut off')
    const segment = jpeg.subarray(at, end)
    const isXmp = marker === APP1 && segment.subarray(4, 4 + NAMESPACE.length).equals(NAMESPACE)
    const leads = after.length === 0 && (marker === APP0 || marker === APP1)
    if (!isXmp) (leads ? before : after).push(segment)
    at = end
  }
  return Buffer.concat([...before, markSegment(), ...after, jpeg.subarray(at)])
}

function markSegment(): Buffer {
  const head = Buffer.from([0xff, APP1, 0, 0])
  head.writeUInt16BE(2 + NAMESPACE.length + XMP.length, 2)
  return Buffer.concat([head, NAMESPACE, XMP])
}
