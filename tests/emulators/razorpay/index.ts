/**
 * Razorpay at its wire: the API behind basic authentication, the values that its checkout hands to a page, and signed
 * webhooks. What happens there is told as events, which a test delivers when, as often and in what order it likes.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { RazorpayApiError } from '#tests/emulators/razorpay/errors'
import { answer } from '#tests/emulators/razorpay/requests'
import type { Entities } from '#tests/emulators/razorpay/entities'
import { RazorpayWorld } from '#tests/emulators/razorpay/world'

export interface RazorpayKeys {
  keyId: string
  keySecret: string
  webhookSecret: string
}

/** A webhook, ready to be sent. */
export interface EmulatedEvent {
  id: string
  type: string
  raw: string
  headers: Record<string, string>
}

/** What becomes of a request: `fine` lets one through. */
export type Fault = 'fine' | 'reset' | 'reset_after' | 'busy' | 'never'

export class RazorpayEmulator {
  readonly world: RazorpayWorld
  /** Everything that happened, oldest first. */
  readonly events: EmulatedEvent[] = []
  /** Requests that came, as `METHOD path`. */
  readonly requests: string[] = []
  readonly #faults: Fault[] = []
  readonly #server = createServer((request, response) => {
    void this.#handle(request, response)
  })

  private constructor(private readonly keys: RazorpayKeys) {
    this.world = new RazorpayWorld((type, entities) =>
      this.events.push(this.#event(type, entities))
    )
  }

  static async start(keys: RazorpayKeys): Promise<RazorpayEmulator> {
    const emulator = new RazorpayEmulator(keys)
    emulator.#server.listen(0, '127.0.0.1')
    await once(emulator.#server, 'listening')
    return emulator
  }

  /** For RAZORPAY_API_BASE. */
  get base(): string {
    const listening = this.#server.address()
    if (listening === null || typeof listening === 'string') throw new Error('No port')
    return `http://127.0.0.1:${listening.port}`
  }

  /**
   * What becomes of the next requests, one each: the connection is reset before or after the work is done, the answer is 503,
   * or never comes.
   */
  fails(...faults: readonly Fault[]): void {
    this.#faults.push(...faults)
  }

  /** The events of a type, oldest first. */
  told(type: string): EmulatedEvent[] {
    return this.events.filter((event) => event.type === type)
  }

  /** What the checkout hands to the page's handler after a payment. */
  checkoutSays(paymentId: string): Record<string, string> {
    const { order_id: orderId } = this.world.payment(paymentId)
    const signature = this.#sign(`${orderId}|${paymentId}`, this.keys.keySecret)
    return {
      razorpay_payment_id: paymentId,
      razorpay_order_id: orderId ?? '',
      razorpay_signature: signature,
    }
  }

  /** Sends a webhook to a program; answers with its status. */
  async deliver(event: EmulatedEvent, url: string): Promise<number> {
    const { status } = await fetch(url, { method: 'POST', body: event.raw, headers: event.headers })
    return status
  }

  async close(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  #event(type: string, entities: Entities): EmulatedEvent {
    const raw = JSON.stringify({
      entity: 'event',
      account_id: 'acc_BFQ7uQEaa7j2z7',
      event: type,
      contains: Object.keys(entities),
      payload: Object.fromEntries(
        Object.entries(entities).map(([kind, entity]) => [kind, { entity }])
      ),
      created_at: Math.floor(Date.now() / 1000),
    })
    const id = randomBytes(7).toString('hex')
    return {
      id,
      type,
      raw,
      headers: {
        'content-type': 'application/json',
        'x-razorpay-event-id': id,
        'x-razorpay-signature': this.#sign(raw, this.keys.webhookSecret),
      },
    }
  }

  #sign(said: string, secret: string): string {
    return createHmac('sha256', secret).update(said).digest('hex')
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://here')
    this.requests.push(`${request.method} ${url.pathname}`)
    const raw = await text(request)
    const fault = this.#faults.shift()
    if (fault === 'reset') return void request.socket.resetAndDestroy()
    if (fault === 'never') return
    if (fault === 'busy') return send(response, 503, new RazorpayApiError(503, 'Busy').body)
    try {
      const answered = answer(this.world, this.#parsed(request, url, raw))
      if (fault === 'reset_after') return void request.socket.resetAndDestroy()
      return send(response, 200, answered)
    } catch (error) {
      if (!(error instanceof RazorpayApiError)) throw error
      return send(response, error.status, error.body)
    }
  }

  #parsed(request: IncomingMessage, url: URL, raw: string) {
    const credentials = Buffer.from(`${this.keys.keyId}:${this.keys.keySecret}`).toString('base64')
    if (request.headers.authorization !== `Basic ${credentials}`) {
      throw new RazorpayApiError(401, 'Authentication failed')
    }
    const path = /^\/v1(\/.*)$/.exec(url.pathname)?.[1]
    if (!path) throw new RazorpayApiError(404, 'The requested URL was not found on the server.')
    const key = request.headers['x-refund-idempotency']
    return {
      method: request.method ?? 'GET',
      path,
      query: url.searchParams,
      raw,
      body: request.method === 'POST' ? bodyOf(request, raw) : {},
      idempotencyKey: typeof key === 'string' ? key : undefined,
    }
  }
}

function bodyOf(request: IncomingMessage, raw: string): Record<string, unknown> {
  // Razorpay's own library sends nothing where nothing is to be said.
  if (raw === '') return {}
  if (!request.headers['content-type']?.startsWith('application/json')) {
    throw new RazorpayApiError(400, 'The request should be JSON.')
  }
  const body: unknown = JSON.parse(raw)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new RazorpayApiError(400, 'The request should be an object.')
  }
  return { ...body }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
