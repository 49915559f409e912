/** Answers that come bit by bit, as server-sent events (html.spec.whatwg.org, server-sent events). */
import { PassThrough } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'

/** Limits of streams of events, each with its unit. */
export const EVENT_STREAM = {
  /** Between two signs that the connection lives, milliseconds; proxies cut what is silent for a minute (nginx: 60 s). */
  heartbeatMs: 15_000,
  /** A stream that says nothing for so long has its headers sent without it, milliseconds. */
  firstWordMs: 1_500,
} as const

/** One event as it goes over the wire. */
export interface Frame {
  event: string
  data: object
}

/** A comment: the other side reads over it, and nobody on the way takes the connection for dead. */
const SIGN_OF_LIFE = ': here\n\n'

/** The signal of a request's connection: it aborts when the other side has gone. */
export function connectionOf({ response }: HttpContext): AbortSignal {
  const gone = new AbortController()
  response.response.once('close', () => gone.abort())
  return gone.signal
}

/**
 * The first of some events, and all of them with it in front.
 * @returns `first` is null when there was none within {@link EVENT_STREAM.firstWordMs}
 */
export async function begin<E>(
  events: AsyncGenerator<E, void>
): Promise<{ first: E | null; all: AsyncGenerator<E, void> }> {
  const coming = events.next()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), EVENT_STREAM.firstWordMs)
  })
  const first = await Promise.race([coming, late]).finally(() => clearTimeout(timer))
  async function* all(): AsyncGenerator<E, void> {
    const { done, value } = await coming
    if (done) return
    yield value
    yield* events
  }
  return { first: first?.value ?? null, all: all() }
}

/**
 * Answers a request with events, as they come, and signs of life between them. It ends when they do; the signs end with
 * the connection, too.
 * @param events they should end with the request's connection (see {@link connectionOf})
 * @param frameOf null for what the other side is not told
 */
export function sendEvents<E>(
  ctx: HttpContext,
  events: AsyncGenerator<E, void>,
  frameOf: (event: E) => Frame | null,
  { heartbeatMs }: { heartbeatMs: number } = EVENT_STREAM
): void {
  const body = new PassThrough()
  ctx.response
    .header('Content-Type', 'text/event-stream; charset=utf-8')
    // Neither kept nor squeezed, by nobody on the way: both would hold words back.
    .header('Cache-Control', 'no-store, no-transform')
    .header('X-Accel-Buffering', 'no')
    .stream(body)
  const beat = setInterval(() => body.write(SIGN_OF_LIFE), heartbeatMs)
  body.once('close', () => clearInterval(beat))
  body.write(SIGN_OF_LIFE)
  void pour(ctx, events, frameOf, body)
}

async function pour<E>(
  ctx: HttpContext,
  events: AsyncGenerator<E, void>,
  frameOf: (event: E) => Frame | null,
  body: PassThrough
): Promise<void> {
  try {
    for await (const event of events) {
      const frame = frameOf(event)
      if (frame) body.write(`event: ${frame.event}\ndata: ${JSON.stringify(frame.data)}\n\n`)
    }
  } catch (error) {
    // Without an end the other side asks again.
    if (!body.destroyed) ctx.logger.error({ err: error }, 'a stream of events broke off')
  } finally {
    body.end()
  }
}
