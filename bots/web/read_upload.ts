import type { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import { FileTooLarge } from '#app/bot_kit/inbound'
import { WEB_LIMITS } from '#bots/web/limits'

/** What a form has besides its file, bytes at most: the words, ids, and the form's own marks. */
const FORM_BYTES = 64 * 1024

/** A file as a browser uploads it. Nothing of it is trusted. */
export interface Upload {
  name: string
  mediaType: string
  content: Buffer
}

/**
 * Reads a form with one file. What is too long is refused before it is read.
 * @returns null when there is no file
 * @throws FileTooLarge
 */
export async function readUpload({ request }: HttpContext): Promise<Upload | null> {
  if (!request.is(['multipart/form-data'])) return null
  const length = Number(request.header('content-length'))
  if (!(length <= WEB_LIMITS.fileBytes + FORM_BYTES)) throw new FileTooLarge(WEB_LIMITS.fileBytes)

  let upload: Upload | null = null
  request.multipart.onFile('file', {}, async (part) => {
    const content = await contentOf(part)
    const type: unknown = part.headers['content-type']
    upload = {
      name: nameOf(part.filename),
      mediaType: typeof type === 'string' ? type.slice(0, WEB_LIMITS.fileName) : '',
      content,
    }
  })
  await request.multipart.process({ limit: WEB_LIMITS.fileBytes + FORM_BYTES })
  return tooLarge(upload)
}

function tooLarge(upload: Upload | null): Upload | null {
  if (upload && upload.content.length > WEB_LIMITS.fileBytes) {
    throw new FileTooLarge(WEB_LIMITS.fileBytes)
  }
  return upload
}

/** Its length is within the form's, which was looked at. */
async function contentOf(part: Readable): Promise<Buffer> {
  const chunks: AsyncIterable<Buffer> = part
  const parts: Buffer[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

/** Without a path, and without what no file is called. */
function nameOf(given: string): string {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  const name = given.replace(/^.*[\\/]/, '').replace(/[\u0000-\u001f\u007f]/g, '')
  return name.trim().slice(-WEB_LIMITS.fileName) || 'file'
}
