import type { Readable } from 'node:stream'
import { Agent, request } from 'undici'

/** Connections are kept as long as the server's own limit allows; each carries one answer at a time. */
const connections = new Agent()

/** What may follow a stream's last event before its connection is free again; more, or later, and it is given up. */
const REST_BYTES = 16_384
const REST_MS = 1_000

/**
 * Stands in for the `fetch` of OpenAI's client where answers stream. The client drops a stream at its last event, before the
 * end of the response behind it, and with `fetch` the connection is lost each time: every reply would begin with another
 * TLS handshake. It also costs half as much per piece, since no web stream stands in between.
 */
export async function streamingFetch(
  input: string | URL | Request,
  init: RequestInit = {}
): Promise<Response> {
  const { method, headers, body, signal } = init
  if (method !== 'POST' || typeof body !== 'string' || input instanceof Request) {
    return fetch(input, init)
  }
  const answer = await request(input, {
    method,
    headers: Object.fromEntries(new Headers(headers)),
    body,
    signal,
    dispatcher: connections,
  })
  // Whoever reads it hears of a failure; whoever does not read it any more need not.
  answer.body.on('error', () => undefined)
  const { statusCode: status } = answer
  if (status >= 300 && status < 400) {
    leave(answer.body)
    return fetch(input, init)
  }
  const known = headersOf(answer.headers)
  const isStream = status === 200 && known.get('content-type')?.startsWith('text/event-stream')
  if (isStream !== true) {
    return new Response(await answer.body.text(), { status, headers: known })
  }
  const response = new Response(null, { status, headers: known })
  Object.defineProperty(response, 'body', { value: pieces(answer.body) })
  return response
}

function headersOf(raw: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const headers = new Headers()
  for (const [name, values = []] of Object.entries(raw)) {
    for (const value of [values].flat()) headers.append(name, value)
  }
  return headers
}

/** The body for one reader, who leaves the connection as it was found. */
function pieces(body: Readable): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const all: AsyncIterator<Uint8Array> = body.iterator({ destroyOnReturn: false })
      return {
        next: () => all.next(),
        async return() {
          await all.return?.()
          leave(body)
          return { done: true, value: undefined }
        },
      }
    },
  }
}

/** Reads what is left of a body if it is little and comes soon; else its connection is ended. */
function leave(body: Readable): void {
  const late = setTimeout(() => body.destroy(), REST_MS)
  let rest = 0
  body.on('data', (piece: Uint8Array) => {
    rest += piece.length
    if (rest > REST_BYTES) body.destroy()
  })
  body.once('close', () => clearTimeout(late))
  body.resume()
}
