import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** The body of a request, JSON or a form with files; undefined when there is none or it is neither. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const body = await buffer(request)
  const type = request.headers['content-type'] ?? ''
  try {
    if (!type.startsWith('multipart/form-data')) return JSON.parse(body.toString())
    const form = await new Response(body, { headers: { 'content-type': type } }).formData()
    return Object.fromEntries(form)
  } catch {
    return undefined
  }
}
