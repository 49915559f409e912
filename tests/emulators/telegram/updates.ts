/** Updates on their way to the bot: kept until confirmed, given to polls or posted to the webhook. */
import { randomInt } from 'node:crypto'
import { badRequest, conflict, type ApiError } from '#tests/emulators/telegram/errors'
import type { Params, WireUpdate } from '#tests/emulators/telegram/wire'

/** Those that come only when they are asked for by name. */
const BY_NAME_ONLY = ['chat_member', 'message_reaction', 'message_reaction_count']

interface Webhook {
  url: string
  secret?: string
  maxConnections: number
}

interface Poll {
  limit: number
  finish(updates: WireUpdate[]): void
  fail(error: ApiError): void
}

export class Updates {
  #pending: WireUpdate[] = []
  // As after a week without updates: ids that nobody had before, even on a database that is kept.
  #nextId = randomInt(100_000_000, 2_000_000_000)
  #allowed: readonly string[] = []
  #poll: Poll | null = null
  #webhook: Webhook | null = null
  #posting = 0
  #lastError: string | undefined
  /** Answers of the webhook, newest last. */
  readonly webhookStatuses: number[] = []
  #closed = false

  constructor(private readonly changed: () => void) {}

  get pendingCount(): number {
    return this.#pending.length
  }

  /** A poll is waiting. */
  get isPolled(): boolean {
    return this.#poll !== null
  }

  get webhook(): Webhook | null {
    return this.#webhook
  }

  /** Queues an update, unless the bot does not want its kind. Answers its id. */
  add(kind: string, body: unknown): number | null {
    const wanted =
      this.#allowed.length > 0 ? this.#allowed.includes(kind) : !BY_NAME_ONLY.includes(kind)
    return wanted ? this.addRaw({ [kind]: body }) : null
  }

  /** Queues whatever it is given, as an update with the next id. */
  addRaw(body: Record<string, unknown>): number {
    const id = this.#nextId++
    this.#pending.push({ update_id: id, ...body })
    this.#deliver()
    return id
  }

  /** Queues an update anew that was confirmed already, as happens when a confirmation is lost. */
  redeliver(update: WireUpdate): void {
    this.#pending.push(update)
    this.#deliver()
  }

  /** Resolves with the updates for a poll; `whenGone` is called when its connection closes. */
  poll(params: Params, whenGone: (forget: () => void) => void): Promise<WireUpdate[]> {
    if (this.#webhook) {
      throw conflict(
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
      )
    }
    const limit = numberOf(params.limit, 100)
    const timeout = numberOf(params.timeout, 0)
    if (limit < 1 || limit > 100) throw badRequest('limit must be between 1 and 100')
    if (timeout < 0) throw badRequest('timeout must not be negative')
    this.#poll?.fail(
      conflict(
        'terminated by other getUpdates request; make sure that only one bot instance is running'
      )
    )
    this.#allow(params.allowed_updates)
    this.#confirm(numberOf(params.offset, 0))
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => finish([]), Math.min(timeout, 50) * 1_000)
      const forget = () => {
        clearTimeout(timer)
        if (this.#poll === poll) this.#poll = null
      }
      const finish = (updates: WireUpdate[]) => {
        forget()
        resolve(updates)
      }
      const fail = (error: ApiError) => {
        forget()
        reject(error)
      }
      const poll: Poll = { limit, finish, fail }
      this.#poll = poll
      whenGone(forget)
      this.changed()
      this.#deliver()
    })
  }

  setWebhook(params: Params): true {
    const url = String(params.url)
    if (url === '') return this.deleteWebhook(params)
    const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' }
    // The real service takes https alone; a self-hosted one in its local mode takes http.
    if (protocol !== 'https:' && !(protocol === 'http:' && hostname === '127.0.0.1')) {
      throw badRequest('bad webhook: An HTTPS URL must be provided for webhook')
    }
    const secret = params.secret_token
    if (secret !== undefined && !/^[\w-]{1,256}$/.test(String(secret))) {
      throw badRequest('secret token contains unallowed characters')
    }
    const maxConnections = numberOf(params.max_connections, 40)
    if (maxConnections < 1 || maxConnections > 100) throw badRequest('max_connections is wrong')
    this.#allow(params.allowed_updates)
    if (params.drop_pending_updates === true) this.#pending = []
    this.#poll?.fail(conflict('terminated by setWebhook request'))
    this.#webhook = { url, maxConnections, ...(typeof secret === 'string' && { secret }) }
    this.#deliver()
    return true
  }

  deleteWebhook(params: Params): true {
    if (params.drop_pending_updates === true) this.#pending = []
    this.#webhook = null
    return true
  }

  webhookInfo(): Record<string, unknown> {
    return {
      url: this.#webhook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: this.#pending.length,
      ...(this.#webhook && { max_connections: this.#webhook.maxConnections }),
      ...(this.#allowed.length > 0 && { allowed_updates: this.#allowed }),
      ...(this.#lastError !== undefined && { last_error_message: this.#lastError }),
    }
  }

  close(): void {
    this.#closed = true
    this.#webhook = null
    this.#poll?.finish([])
  }

  #allow(kinds: unknown): void {
    if (Array.isArray(kinds)) this.#allowed = kinds.map(String)
  }

  /** Everything under `offset` is confirmed; a negative one keeps that many of the newest. */
  #confirm(offset: number): void {
    if (offset < 0) this.#pending = this.#pending.slice(offset)
    else this.#pending = this.#pending.filter((update) => update.update_id >= offset)
  }

  #deliver(): void {
    if (this.#poll && this.#pending.length > 0) {
      this.#poll.finish(this.#pending.slice(0, this.#poll.limit))
    }
    while (this.#webhook && this.#posting < this.#webhook.maxConnections && !this.#closed) {
      const update = this.#pending.shift()
      if (!update) return
      this.#posting++
      void this.#post(this.#webhook, update).finally(() => {
        this.#posting--
        this.#deliver()
      })
    }
  }

  /** Posts until it is taken, as the real service does; it pauses longer between attempts. */
  async #post(webhook: Webhook, update: WireUpdate): Promise<void> {
    for (
      let pause = 20;
      !this.#closed && this.#webhook === webhook;
      pause = Math.min(pause * 2, 500)
    ) {
      try {
        const response = await fetch(webhook.url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(webhook.secret !== undefined && {
              'x-telegram-bot-api-secret-token': webhook.secret,
            }),
          },
          body: JSON.stringify(update),
        })
        await response.arrayBuffer()
        this.webhookStatuses.push(response.status)
        if (response.ok) return
        this.#lastError = `Wrong response from the webhook: ${response.status} ${response.statusText}`
      } catch {
        this.#lastError = 'Connection refused'
      }
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
    if (!this.#closed) this.#pending.unshift(update)
  }
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
