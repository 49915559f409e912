/** How the emulator answers a chat request: as told, at the wire. */
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { piecesOf } from '#tests/emulators/openai/behaviours'
import type { AnswerBehaviour, Behaviour, ErrorBehaviour } from '#tests/emulators/openai/behaviours'
import { apiError, type ApiError } from '#tests/emulators/openai/errors'
import { Frames } from '#tests/emulators/openai/frames'
import type { ChatRequest } from '#tests/emulators/openai/validate'

/** Instant streams that are kept, for each behaviour. */
const MOST_KEPT = 1_000
const kept = new WeakMap<AnswerBehaviour, Map<string, Buffer>>()

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {}
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

export function refuse(
  response: ServerResponse,
  { status, ...error }: ApiError,
  headers: Record<string, string> = {}
): void {
  sendJson(response, status, { error }, headers)
}

/** Answers one request that was found right. */
export async function behave(
  response: ServerResponse,
  request: ChatRequest,
  behaviour: Behaviour
): Promise<void> {
  switch (behaviour.kind) {
    case 'error':
      return fail(response, behaviour)
    case 'answer':
      return answer(response, request, behaviour)
    case 'respond':
      return behave(response, request, behaviour.to(request))
    case 'endless_calls':
      return callForEver(response, request, behaviour.of)
    default:
      return misbehave(response, request, behaviour)
  }
}

/** Refuses as told. */
export function fail(response: ServerResponse, behaviour: ErrorBehaviour): void {
  const { status, retryAfter, retryAfterMs } = behaviour
  const limited = status === 429
  const type = behaviour.type ?? (limited ? 'requests' : 'server_error')
  const code = behaviour.code ?? (limited ? 'rate_limit_exceeded' : null)
  const message =
    behaviour.message ??
    (limited
      ? 'Rate limit reached for requests. Please try again later.'
      : 'The server had an error while processing your request. Sorry about that!')
  refuse(response, apiError(status, message, null, code, type), {
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    ...(retryAfterMs === undefined ? {} : { 'retry-after-ms': String(retryAfterMs) }),
  })
}

function open(response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-request-id': randomUUID(),
  })
}

async function answer(
  response: ServerResponse,
  request: ChatRequest,
  behaviour: AnswerBehaviour
): Promise<void> {
  const pieces = piecesOf(behaviour)
  const { delayMs, firstDelayMs, diesAtEnd } = behaviour
  if (request.stream && delayMs === undefined && firstDelayMs === undefined && !diesAtEnd) {
    open(response)
    response.end(instantStream(request, behaviour, pieces))
    return
  }
  const frames = new Frames(request, `chatcmpl-${randomUUID()}`)
  if (!request.stream) {
    await delay(firstDelayMs ?? 0)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(frames.completion(pieces, behaviour))
    return
  }
  open(response)
  response.write(frames.opening())
  await delay(firstDelayMs ?? 0)
  for (const piece of pieces) {
    if (response.destroyed) {
      return
    }
    response.write(frames.piece(piece))
    await (delayMs ? delay(delayMs) : new Promise(setImmediate))
  }
  for (const piece of frames.calls(behaviour.toolCalls ?? [])) response.write(piece)
  if (diesAtEnd) {
    response.write(frames.finish(behaviour), () => die(response))
  } else {
    response.end(frames.ending(pieces, behaviour))
  }
}

/** Milliseconds between the pieces of an endless answer. */
const ENDLESS_PAUSE_MS = 1

async function callForEver(
  response: ServerResponse,
  request: ChatRequest,
  of: 'calls' | 'arguments'
): Promise<void> {
  const frames = new Frames(request, `chatcmpl-${randomUUID()}`)
  open(response)
  response.write(frames.opening())
  for (let count = 0; !response.destroyed; count += 1) {
    const index = of === 'calls' ? count : 0
    const opens = of === 'calls' || count === 0
    response.write(
      frames.call(index, {
        ...(opens && { id: `call_${index}`, type: 'function' }),
        function: { ...(opens && { name: 'again' }), arguments: 'again and again, '.repeat(20) },
      })
    )
    await delay(ENDLESS_PAUSE_MS)
  }
}

/** What was written arrives, and then nothing more. */
function die(response: ServerResponse): void {
  response.socket?.end(() => response.destroy())
}

/** A stream that is written at once is made once per prompt: the emulator must not be what is measured. */
function instantStream(
  request: ChatRequest,
  behaviour: AnswerBehaviour,
  pieces: readonly string[]
): Buffer {
  const made = kept.get(behaviour) ?? new Map<string, Buffer>()
  kept.set(behaviour, made)
  const key = `${request.model} ${request.includeUsage} ${request.promptTokens}`
  const known = made.get(key)
  if (known) {
    return known
  }
  const frames = new Frames(request, `chatcmpl-${randomUUID()}`)
  const stream = Buffer.from(
    [
      frames.opening(),
      ...pieces.map((piece) => frames.piece(piece)),
      ...frames.calls(behaviour.toolCalls ?? []),
      frames.ending(pieces, behaviour),
    ].join('')
  )
  if (made.size < MOST_KEPT) {
    made.set(key, stream)
  }
  return stream
}

async function misbehave(
  response: ServerResponse,
  request: ChatRequest,
  behaviour: Extract<Behaviour, { after: unknown }>
): Promise<void> {
  const frames = new Frames(request, `chatcmpl-${randomUUID()}`)
  if (behaviour.after !== 'before_headers') {
    open(response)
    const text = piecesOf(behaviour).map((piece) => frames.piece(piece))
    // Waits until the bytes have left, so that what was sent before a crash does arrive.
    await new Promise<void>((resolve) =>
      response.write(frames.opening() + text.join(''), () => resolve())
    )
  }
  switch (behaviour.kind) {
    case 'hang':
      return
    case 'die':
      die(response)
      return
    case 'truncate':
      response.end()
      return
    case 'malformed':
      response.end('data: {"id": "chatcmpl-broken", "choices": [{"del\n\n')
      return
    case 'error_event': {
      const { status: _, ...error } = apiError(
        500,
        'The server had an error while processing your request.',
        null,
        null,
        'server_error'
      )
      response.end(`data: ${JSON.stringify({ error })}\n\n`)
    }
  }
}
