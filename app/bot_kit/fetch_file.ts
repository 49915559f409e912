import type { Readable } from 'node:stream'
import { FileGone, FileTooLarge } from '#app/bot_kit/inbound'

export interface FetchOptions {
  /** Bytes; what is longer is not read to its end. */
  limit: number
  signal: AbortSignal
  /** How long the platform may say nothing, milliseconds. */
  timeoutMs: number
}

/**
 * Fetches a file from its platform. The address is not trusted to anybody: it may hold a secret of the program's,
 * so no error names it, and redirects are not followed.
 * @throws FileTooLarge, FileGone, or an error when the platform does not answer
 */
export async function fetchFile(url: string, options: FetchOptions): Promise<Uint8Array> {
  const { limit } = options
  const { statusCode, headers, body } = await open(url, options)
  if (statusCode !== 200) {
    leave(body)
    if (statusCode === 404 || statusCode === 410) throw new FileGone('The file is not there')
    throw new Error(`A file was asked for, and the answer was ${statusCode}`)
  }
  if (Number(headers['content-length'] ?? 0) > limit) {
    leave(body)
    throw new FileTooLarge(limit)
  }
  return readLimited(body, limit)
}

async function open(url: string, { signal, timeoutMs }: FetchOptions) {
  const { request } = await import('undici')
  try {
    return await request(url, { signal, headersTimeout: timeoutMs, bodyTimeout: timeoutMs })
  } catch {
    signal.throwIfAborted()
    throw new Error('The place of a file could not be reached')
  }
}

/** Closes a body that nobody reads; that this breaks it off is no error. */
function leave(body: Readable): void {
  body.once('error', () => undefined).destroy()
}

async function readLimited(body: Readable, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  const chunks: AsyncIterable<Uint8Array> = body
  for await (const part of chunks) {
    size += part.length
    // Leaving the loop closes the body.
    if (size > limit) throw new FileTooLarge(limit)
    parts.push(part)
  }
  return Buffer.concat(parts, size)
}

/** What a file is for the kit, by what its sender's program says of it. */
export function kindOfMedia(mediaType: string): 'audio' | 'image' | 'document' {
  if (/^audio\//i.test(mediaType)) return 'audio'
  return /^image\//i.test(mediaType) ? 'image' : 'document'
}
