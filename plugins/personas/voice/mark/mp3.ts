import { AI_MADE } from '#plugins/personas/pictures/mark/xmp'

/** Bytes of a tag's or a frame's head (ID3v2.4, 3.1 and 4). */
const HEAD = 10

/** Puts the mark into an MP3's tag, in place of a tag that was there; what is heard is the same. */
export function markMp3(file: Buffer): Buffer {
  const tagged = file.toString('latin1', 0, 3) === 'ID3' && file.length >= HEAD
  const sound = tagged ? file.subarray(HEAD + readLength(file, 6)) : file
  // A text of one's own: UTF-8, its name, its value (ID3v2.4, 4.2.6).
  const text = Buffer.from(`\u0003DigitalSourceType\0${AI_MADE}`)
  const frame = Buffer.concat([Buffer.from('TXXX'), lengthOf(text.length), Buffer.alloc(2), text])
  const tag = Buffer.concat([Buffer.from('ID3\u0004\0\0'), lengthOf(frame.length)])
  return Buffer.concat([tag, frame, sound])
}

/** Four bytes of seven bits each. */
function lengthOf(value: number): Buffer {
  return Buffer.from([value >> 21, value >> 14, value >> 7, value].map((part) => part & 0x7f))
}

function readLength(file: Buffer, at: number): number {
  return [0, 1, 2, 3].reduce((sum, index) => (sum << 7) | (file.readUInt8(at + index) & 0x7f), 0)
}
