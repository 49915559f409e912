/**
 * A strict stand-in for an OpenAI-compatible server, on loopback. It speaks `GET /v1/models`,
 * `POST /v1/chat/completions` (streaming or not), `images/generations`, `audio/transcriptions`, `audio/speech` and
 * `moderations`, and can be told to fail in every way that we know.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { DEFAULT_ANSWER, type Behaviour } from '#tests/emulators/openai/behaviours'
import { readBody } from '#tests/emulators/openai/body'
import { apiError, type ApiError } from '#tests/emulators/openai/errors'
import { behave, refuse, sendJson } from '#tests/emulators/openai/exchange'
import { MEDIA_PATHS, type MediaEndpoint } from '#tests/emulators/openai/media_behaviours'
import {
  answerMedia,
  mediaScripts,
  type Gallery,
  type MediaScripts,
} from '#tests/emulators/openai/media_exchange'
import { readChatRequest, type ChatRequest } from '#tests/emulators/openai/validate'
import { readMediaRequest, type MediaRequest } from '#tests/emulators/openai/validate_media'

export interface EmulatorOptions {
  /** The key that clients must send; null lets everyone in, as a local server does. Default `sk-emulator`. */
  apiKey?: string | null
  /** Models that exist. */
  models?: readonly string[]
  /** What answers when the script is empty. */
  behaviour?: Behaviour
  /** Prompts above it are refused. Default 128,000. */
  contextTokens?: number
  /** What it does not do at all, as servers for text alone: 404. */
  lacks?: readonly MediaEndpoint[]
  /** Keep what was asked. Default true; benchmarks turn it off. */
  record?: boolean
}

export interface RecordedRequest {
  method: string
  path: string
  authorization: string | undefined
  body: unknown
  status: number
  /** How the exchange ended, once it has: the answer was sent, or the client went away before. */
  readonly ended: Promise<'answered' | 'aborted'>
}

export interface OpenAiEmulator {
  /** For `OPENAI_BASE_URL`; ends in `/v1`. */
  baseUrl: string
  requests: RecordedRequest[]
  /** What pictures, recordings, speech and moderation are answered with. */
  media: MediaScripts
  /** Requests that came for one of them. */
  mediaRequests(endpoint: MediaEndpoint): readonly RecordedRequest[]
  /** Queues behaviours for the next chat requests, one each; afterwards the default answers again. */
  script(...behaviours: Behaviour[]): void
  /** Replaces the default, and forgets what is queued. */
  always(behaviour: Behaviour): void
  close(): Promise<void>
}

export const EMULATOR_KEY = 'sk-emulator'
export const EMULATOR_MODELS = ['gpt-4.1-nano', 'gpt-4o-mini', 'gpt-4.1-mini'] as const

class Emulator {
  readonly requests: RecordedRequest[] = []
  readonly media = mediaScripts()
  /** Where it listens, without a path. */
  origin = ''
  readonly #gallery: Gallery = new Map()
  readonly queue: Behaviour[] = []
  fallback: Behaviour
  readonly #models: ReadonlySet<string>

  constructor(private readonly options: EmulatorOptions) {
    this.#models = new Set(options.models ?? EMULATOR_MODELS)
    this.fallback = options.behaviour ?? DEFAULT_ANSWER
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const picture = this.#gallery.get(request.url ?? '')
    if (picture) return void response.writeHead(200, { 'content-type': 'image/png' }).end(picture)
    const body = await readBody(request)
    const result = this.#route(request, body)
    if (this.options.record !== false) {
      this.#record(request, response, body, 'status' in result ? result.status : 200)
    }
    if ('status' in result) {
      return refuse(response, result)
    }
    if ('list' in result) {
      return sendJson(response, 200, result.list)
    }
    if ('endpoint' in result) {
      const { media: scripts, origin } = this
      return answerMedia(response, result, { scripts, gallery: this.#gallery, origin })
    }
    await behave(response, result, this.queue.shift() ?? this.fallback)
  }

  #record(request: IncomingMessage, response: ServerResponse, body: unknown, status: number): void {
    this.requests.push({
      method: request.method ?? '',
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body,
      status,
      ended: new Promise((resolve) =>
        response.once('close', () => resolve(response.writableFinished ? 'answered' : 'aborted'))
      ),
    })
  }

  #route(
    request: IncomingMessage,
    body: unknown
  ): ApiError | ChatRequest | MediaRequest | { list: unknown } {
    const path = (request.url ?? '').split('?')[0] ?? ''
    const endpoint = MEDIA_PATHS[path]
    const isText = path === '/v1/models' || path === '/v1/chat/completions'
    if (endpoint ? this.options.lacks?.includes(endpoint) : !isText) {
      return apiError(404, `Invalid URL (${request.method} ${path})`)
    }
    const refused = this.#authorize(request.headers.authorization)
    if (refused) {
      return refused
    }
    const method = path === '/v1/models' ? 'GET' : 'POST'
    if (request.method !== method) {
      return apiError(
        405,
        `Not allowed to ${request.method} on ${path}. (HINT: Perhaps you meant to use a different HTTP method?)`,
        null,
        'method_not_supported'
      )
    }
    if (path === '/v1/models') {
      const data = [...this.#models].map((id) => ({
        id,
        object: 'model',
        created: 1_700_000_000,
        owned_by: 'system',
      }))
      return { list: { object: 'list', data } }
    }
    const expected = endpoint === 'transcriptions' ? 'multipart/form-data' : 'application/json'
    if (!request.headers['content-type']?.startsWith(expected)) {
      return apiError(415, `Unsupported content type: expected ${expected}.`)
    }
    if (endpoint) return readMediaRequest(endpoint, body)
    return readChatRequest(body, {
      models: this.#models,
      contextTokens: this.options.contextTokens ?? 128_000,
    })
  }

  #authorize(header: string | undefined): ApiError | null {
    const expected = this.options.apiKey === undefined ? EMULATOR_KEY : this.options.apiKey
    if (expected === null) {
      return null
    }
    if (!header?.startsWith('Bearer ') || header.length === 'Bearer '.length) {
      return apiError(
        401,
        `You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).`
      )
    }
    const key = header.slice('Bearer '.length)
    return key === expected
      ? null
      : apiError(401, `Incorrect API key provided: ${key.slice(0, 3)}***.`, null, 'invalid_api_key')
  }
}

/** Starts the emulator on a free port of 127.0.0.1. */
export async function startOpenAiEmulator(options: EmulatorOptions = {}): Promise<OpenAiEmulator> {
  const emulator = new Emulator(options)
  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    emulator.handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const address = server.address()
  if (address === null || typeof address === 'string') {
    throw new Error('The emulator has no port')
  }
  emulator.origin = `http://127.0.0.1:${address.port}`
  return {
    baseUrl: `${emulator.origin}/v1`,
    requests: emulator.requests,
    media: emulator.media,
    mediaRequests: (endpoint) =>
      emulator.requests.filter(({ path }) => MEDIA_PATHS[path] === endpoint),
    script: (...behaviours) => void emulator.queue.push(...behaviours),
    always: (behaviour) => {
      emulator.queue.length = 0
      emulator.fallback = behaviour
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
