import { detect } from 'chardet'

/** Bytes that are looked at to guess an encoding. */
const SAMPLE = 64 * 1024
/** A text has hardly any control characters but tabs and ends of lines; a program or a picture has many. */
const UNPRINTABLE = /(?![\t\n\v\f\r])[\p{Cc}\uFFFD]/gu
/** Share of such characters above which bytes are no text. */
const UNPRINTABLE_SHARE = 0.02

/**
 * Text in whatever encoding, without a byte-order mark and control characters; null when it is none. UTF-8 is tried
 * first (nothing else looks like it by chance), then what the bytes look like.
 */
export function decodeText(content: Uint8Array): string | null {
  const text = decodeUtf8(content) ?? decodeAs(encodingOf(content), content)
  if (text === null) return null
  const unprintable = text.match(UNPRINTABLE)?.length ?? 0
  if (unprintable > text.length * UNPRINTABLE_SHARE) return null
  return text.replace(UNPRINTABLE, '').replace(/\r\n?/g, '\n')
}

function decodeUtf8(content: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return null
  }
}

function decodeAs(encoding: string, content: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding).decode(content)
  } catch {
    return null
  }
}

/** A label that `TextDecoder` knows. */
function encodingOf(content: Uint8Array): string {
  const [first, second] = content
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const zeros = zerosOf(content)
  if (zeros !== null) return zeros
  const guess = detect(content.subarray(0, SAMPLE))?.toLowerCase() ?? 'windows-1252'
  // The web's rule as well: what calls itself Latin-1 or ASCII is windows-1252.
  return guess === 'ascii' ? 'windows-1252' : guess
}

/** UTF-16 without a mark: in most languages' texts, every other byte of a good part is zero. */
function zerosOf(content: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const sample = content.subarray(0, SAMPLE)
  let even = 0
  let odd = 0
  sample.forEach((byte, at) => {
    if (byte !== 0) return
    if (at % 2 === 0) even++
    else odd++
  })
  const many = sample.length / 10
  if (odd > many && even < odd / 10) return 'utf-16le'
  if (even > many && odd < even / 10) return 'utf-16be'
  return null
}
