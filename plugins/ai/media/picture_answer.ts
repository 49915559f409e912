/** What a server answers for a picture, made into bytes that are one. */
import { AttemptError } from '#plugins/ai/failures'

/** Bytes of a picture, 20 MB: OpenAI's largest PNGs have about 3. */
const LONGEST_PICTURE = 20 * 1024 * 1024
const BASE64 = /^[A-Za-z0-9+/\r\n]+={0,2}\s*$/

export interface PictureBytes {
  content: Uint8Array
  mediaType: 'image/png' | 'image/jpeg' | 'image/webp'
}

interface Answer {
  data?: { b64_json?: string | null; url?: string | null }[] | null
}

/** The server's part of the bargain was not kept: trying again may help, and it is billed again. */
const broken = (why: string): AttemptError =>
  new AttemptError('broken_off', { blamesModel: true }, { cause: new Error(why) })

/**
 * The picture in an answer. An address is followed only where it leads back to the server itself: anywhere else it
 * could have the program fetch what only the program can reach.
 * @throws AttemptError `broken_off` when there is no picture in it
 */
export async function pictureOf(
  answer: Answer,
  baseUrl: string,
  signal: AbortSignal
): Promise<PictureBytes> {
  const picture = answer.data?.[0]
  if (picture?.b64_json) return checked(fromBase64(picture.b64_json))
  if (!picture?.url) throw broken('The answer has no picture')
  const inline = /^data:image\/[a-z]+;base64,/.exec(picture.url)
  if (inline) return checked(fromBase64(picture.url.slice(inline[0].length)))
  return checked(await fetchPicture(picture.url, baseUrl, signal))
}

function fromBase64(text: string): Uint8Array {
  // Four characters are three bytes.
  if (text.length / 4 > LONGEST_PICTURE / 3) throw broken('The picture is too large')
  if (!BASE64.test(text)) throw broken('The picture is not base64')
  return Buffer.from(text, 'base64')
}

async function fetchPicture(
  address: string,
  baseUrl: string,
  signal: AbortSignal
): Promise<Uint8Array> {
  const url = URL.canParse(address, baseUrl) ? new URL(address, baseUrl) : null
  if (url?.origin !== new URL(baseUrl).origin) {
    throw broken('The picture is on another server')
  }
  const response = await fetch(url, { signal, redirect: 'error' })
  if (!response.ok || !response.body)
    throw broken(`The picture's address answers ${response.status}`)
  const pieces: Uint8Array[] = []
  let bytes = 0
  const body: AsyncIterable<Uint8Array> = response.body
  for await (const piece of body) {
    bytes += piece.length
    if (bytes > LONGEST_PICTURE) throw broken('The picture is too large')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** What it is, by its first bytes: what the server says of it is not looked at. */
export function mediaTypeOf(content: Uint8Array): PictureBytes['mediaType'] | null {
  const head = Buffer.from(content.subarray(0, 12)).toString('latin1')
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  return head.startsWith('RIFF') && head.slice(8) === 'WEBP' ? 'image/webp' : null
}

function checked(content: Uint8Array): PictureBytes {
  const mediaType = mediaTypeOf(content)
  if (!mediaType) throw broken('What came is neither PNG, JPEG nor WebP')
  return { content, mediaType }
}
