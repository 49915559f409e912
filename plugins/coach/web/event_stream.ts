import { PassThrough } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import type { AnswerEvent } from '#plugins/coach/conversation/running_answers'
import { COACH_WEB } from '#plugins/coach/web/limits'

/** One event as it goes over the wire (html.spec.whatwg.org, server-sent events). */
export interface Frame {
  event: string
  data: object
}

/** The signal of a request's connection: it aborts when the other side has gone. */
export function connectionOf({ response }: HttpContext): AbortSignal {
  const gone = new AbortController()
  response.response.once('close', () => gone.abort())
  return gone.signal
}

/**
 * The first event of an answer, and all of them with it in front.
 * @returns `first` is null when there was none within {@link COACH_WEB.firstWordMs}
 */
export async function begin(
  events: AsyncGenerator<AnswerEvent, void>
): Promise<{ first: AnswerEvent | null; all: AsyncGenerator<AnswerEvent, void> }> {
  const coming = events.next()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), COACH_WEB.firstWordMs)
  })
  const first = await Promise.race([coming, late]).finally(() => clearTimeout(timer))
  async function* all(): AsyncGenerator<AnswerEvent, void> {
    const { done, value } = await coming
    if (done) return
    yield value
    yield* events
  }
  return { first: first?.value ?? null, all: all() }
}

/** Answers a request with events, as they come, and signs of life between them. It ends when they do. */
export function sendEvents(
  ctx: HttpContext,
  events: AsyncGenerator<AnswerEvent, void>,
  frameOf: (event: AnswerEvent) => Frame | null
): void {
  const body = new PassThrough()
  ctx.response
    .header('Content-Type', 'text/event-stream; charset=utf-8')
    // Neither kept nor squeezed, by nobody on the way: both would hold words back.
    .header('Cache-Control', 'no-store, no-transform')
    .header('X-Accel-Buffering', 'no')
    .stream(body)
  void pour(ctx, events, frameOf, body)
}

async function pour(
  ctx: HttpContext,
  events: AsyncGenerator<AnswerEvent, void>,
  frameOf: (event: AnswerEvent) => Frame | null,
  body: PassThrough
): Promise<void> {
  const beat = setInterval(() => body.write(': here\n\n'), COACH_WEB.heartbeatMs)
  try {
    body.write(': here\n\n')
    for await (const event of events) {
      const frame = frameOf(event)
      if (frame) body.write(`event: ${frame.event}\ndata: ${JSON.stringify(frame.data)}\n\n`)
    }
  } catch (error) {
    // Without an end the other side asks again, with the same key.
    if (!body.destroyed) ctx.logger.error({ err: error }, 'following an answer of the coach failed')
  } finally {
    clearInterval(beat)
    body.end()
  }
}
