import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

/** The JSON body of a request; undefined when there is none or it is not JSON. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const body = await text(request)
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
