/** Stripe's API at its wire: form-encoded requests with a secret key, JSON answers. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { invalid, StripeFault } from '#tests/emulators/stripe/errors'
import { Faults } from '#tests/emulators/stripe/faults'
import { parseForm, type Form } from '#tests/emulators/stripe/form'
import { hostedPage } from '#tests/emulators/stripe/hosted_page'
import { IdempotentAnswers, type Answer } from '#tests/emulators/stripe/idempotency'
import { PublishedTypes } from '#tests/emulators/stripe/published_types'
import { routes } from '#tests/emulators/stripe/routes/index'
import type { Route } from '#tests/emulators/stripe/routes/route'
import { newId, NO_REQUEST, type World } from '#tests/emulators/stripe/world'

export interface RecordedRequest {
  method: string
  path: string
  form: Form
  idempotencyKey: string | null
  version: string | null
  account: string | null
  status: number
}

interface Call {
  id: string
  method: string
  path: string
  form: Form
  key: string | null
  account: string | null
}

const compiled = routes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll(':id', '([^/]+)')}$`),
}))

/** They are read once in a process: it takes the compiler two seconds. */
let publishedTypes: PublishedTypes | null = null
const published = (): PublishedTypes =>
  (publishedTypes ??= new PublishedTypes([...new Set(routes.map(({ params }) => params))]))

export class StripeServer {
  readonly requests: RecordedRequest[] = []
  readonly faults = new Faults()
  readonly idempotency = new IdempotentAnswers()
  readonly #server = createServer((request, response) => {
    this.#handle(request, response).catch(() => response.destroy())
  })

  constructor(
    private readonly world: World,
    private readonly secretKey: string
  ) {}

  async listen(): Promise<string> {
    published()
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('No port')
    return `http://127.0.0.1:${address.port}`
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '' } = request
    const { pathname, search } = new URL(request.url ?? '/', 'http://here')
    const body = await text(request)
    if (!pathname.startsWith('/v1/')) {
      return void hostedPage(this.world, { method, pathname, body }, response)
    }
    const fault = this.faults.take(`${method} ${pathname}`)
    if (fault?.kind === 'silence') return
    if (fault?.kind === 'cut' && fault.when === 'before') return void response.destroy()
    const key = header(request, 'idempotency-key')
    const call = { id: newId('req', 14), method, path: pathname, form: {}, key }
    const account = header(request, 'stripe-account')
    const answer =
      fault?.kind === 'status'
        ? broken(fault.status)
        : this.#answer(request, { ...call, account }, method === 'POST' ? body : search.slice(1))
    this.requests.push({
      ...{ method, path: pathname, form: formOf(method === 'POST' ? body : search.slice(1)) },
      ...{ idempotencyKey: key, version: header(request, 'stripe-version'), account },
      status: answer.status,
    })
    if (fault?.kind === 'cut') return void response.destroy()
    response.writeHead(answer.status, { 'content-type': 'application/json', 'request-id': call.id })
    response.end(JSON.stringify(answer.body))
  }

  #answer(request: IncomingMessage, call: Call, encoded: string): Answer {
    try {
      this.#authorize(header(request, 'authorization'))
      const type = header(request, 'content-type') ?? ''
      if (call.method === 'POST' && !type.startsWith('application/x-www-form-urlencoded')) {
        throw invalid(`The content type is ${type}; it should be form-encoded.`)
      }
      return this.#idempotent({ ...call, form: parseForm(encoded) })
    } catch (error) {
      if (error instanceof StripeFault) return { status: error.status, body: error.body() }
      throw error
    }
  }

  #authorize(given: string | null): void {
    if (given === `Bearer ${this.secretKey}`) return
    const key = /^Bearer (.+)$/.exec(given ?? '')?.[1]
    throw new StripeFault(
      401,
      'invalid_request_error',
      key === undefined
        ? 'You did not provide an API key.'
        : `Invalid API Key provided: ${key.slice(0, 8)}${'*'.repeat(12)}${key.slice(-4)}`
    )
  }

  /** Only what was begun is kept: a request whose parameters are refused may be sent again, mended. */
  #idempotent(call: Call): Answer {
    const { key } = call
    const content = `${call.method} ${call.path} ${JSON.stringify(call.form)}`
    const scope = `${call.account ?? 'platform'} ${key ?? ''}`
    const before = key !== null && call.method === 'POST' && this.idempotency.find(scope, content)
    if (before) return before
    const { route, ids } = routeOf(call)
    published().check(route.params, call.form)
    if (key !== null) this.idempotency.begin(scope, content)
    const answer = this.#run(route, ids, call)
    if (key !== null) this.idempotency.end(scope, answer)
    return answer
  }

  #run(route: Route, ids: readonly string[], { id, key, form, account }: Call): Answer {
    this.world.request = { id, idempotency_key: key }
    try {
      // As it is now: what is kept for the key does not change with the object.
      const body = structuredClone(route.handle(this.world, { ids, form, account }))
      return { status: 200, body }
    } catch (error) {
      if (error instanceof StripeFault) return { status: error.status, body: error.body() }
      throw error
    } finally {
      this.world.request = NO_REQUEST
    }
  }
}

function routeOf({ method, path }: Call): { route: Route; ids: string[] } {
  for (const { route, pattern } of compiled) {
    const match = route.method === method ? pattern.exec(path) : null
    if (match) return { route, ids: match.slice(1).map(decodeURIComponent) }
  }
  throw new StripeFault(
    404,
    'invalid_request_error',
    `Unrecognized request URL (${method}: ${path}).`
  )
}

const header = (request: IncomingMessage, name: string): string | null => {
  const value = request.headers[name]
  return typeof value === 'string' ? value : null
}

function formOf(encoded: string): Form {
  try {
    return parseForm(encoded)
  } catch {
    return {}
  }
}

function broken(status: 429 | 500 | 503): Answer {
  const fault = new StripeFault(
    status,
    status === 429 ? 'invalid_request_error' : 'api_error',
    status === 429 ? 'Too many requests' : 'An unknown error occurred',
    status === 429 ? { code: 'rate_limit' } : {}
  )
  return { status, body: fault.body() }
}
