import type { HttpContext } from '@adonisjs/core/http'
import type { Readable } from 'node:stream'
import { CardError } from '#plugins/personas/cards/card_error'
import { CARD_LIMITS } from '#plugins/personas/cards/card_limits'

/** What a form has beside its file, bytes at most. */
const FORM_BYTES = 64 * 1024

/**
 * The file of a form; null when none was chosen. Its form carries the CSRF token in its address: the body is read here,
 * after the token was checked, and not a byte of it before.
 * @throws CardError `too_large`
 */
export async function readFormFile({
  request,
}: HttpContext): Promise<{ name: string; content: Uint8Array } | null> {
  if (!request.is(['multipart/form-data'])) return null
  const most = CARD_LIMITS.fileBytes + FORM_BYTES
  if (!(Number(request.header('content-length')) <= most)) throw new CardError('too_large')
  let file: { name: string; content: Uint8Array } | null = null
  request.multipart.onFile('file', {}, async (part) => {
    file = { name: part.filename.slice(-200), content: await contentOf(part) }
  })
  await request.multipart.process({ limit: most })
  return withContent(file)
}

function withContent(file: { name: string; content: Uint8Array } | null) {
  return file && file.content.length > 0 ? file : null
}

async function contentOf(part: Readable): Promise<Uint8Array> {
  const chunks: AsyncIterable<Buffer> = part
  const pieces: Buffer[] = []
  for await (const chunk of chunks) pieces.push(chunk)
  return Buffer.concat(pieces)
}
