import type { HttpContext } from '@adonisjs/core/http'
import parseRange from 'range-parser'
import type { KeptFile } from '#bots/web/kept_files'

/** What a browser shows in the page. Everything else is downloaded: nothing in it runs here. */
const SHOWN = new Set([
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'audio/ogg',
  'audio/mpeg',
  'audio/mp4',
  'audio/webm',
])

/**
 * Answers with a kept file. Players ask for parts of a recording (RFC 9110 §14): some browsers play none that
 * comes only as a whole.
 */
export function answerFile(ctx: HttpContext, file: KeptFile): void {
  const { response } = ctx
  const type = file.mediaType.split(';')[0]?.trim().toLowerCase() ?? ''
  const shown = SHOWN.has(type)
  response.header('Content-Type', shown ? type : 'application/octet-stream')
  response.header('Cache-Control', 'private, no-store')
  response.header('Accept-Ranges', 'bytes')
  response.header(
    'Content-Disposition',
    `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`
  )
  const part = partOf(file.content.length, ctx.request.header('range'))
  if (part === 'all') return response.send(file.content)
  if (part === 'none') {
    response.header('Content-Range', `bytes */${file.content.length}`)
    return response.status(416).send('')
  }
  response.header('Content-Range', `bytes ${part.start}-${part.end}/${file.content.length}`)
  return response.status(206).send(file.content.subarray(part.start, part.end + 1))
}

/** One part is given; who asks for several, or in a way that is not understood, gets the whole. */
function partOf(size: number, asked: string | undefined) {
  if (asked === undefined) return 'all'
  const ranges = parseRange(size, asked)
  if (ranges === -1) return 'none'
  const [range] = ranges === -2 || ranges.type !== 'bytes' || ranges.length > 1 ? [] : ranges
  return range ?? 'all'
}
