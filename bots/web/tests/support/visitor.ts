import { randomUUID } from 'node:crypto'
import type { LiveEvent, Message, MessageBody, Sent } from '#bots/web/protocol'
import { CookieJar } from '#bots/web/tests/support/cookie_jar'
import { until } from '#tests/support/until'

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

/** A browser without a screen: cookies, the token out of the page, and the events, over real HTTP. */
export class TestVisitor {
  static readonly #listening = new Set<TestVisitor>()

  readonly jar = new CookieJar()
  /** What the page would show, by id. */
  readonly messages = new Map<string, Message>()
  readonly events: LiveEvent[] = []
  csrf = ''
  #revision = 0
  #aborter: AbortController | undefined

  constructor(
    private readonly options: { language?: string } = {},
    private readonly base = `http://${process.env.HOST}:${process.env.PORT}`
  ) {}

  /** Opens the chat and listens. */
  static async arrives(options: { language?: string } = {}): Promise<TestVisitor> {
    const visitor = new TestVisitor(options)
    const page = await visitor.get('/chat')
    if (page.status !== 200) throw new Error(`${page.status} for the chat: ${await page.text()}`)
    await visitor.listen()
    return visitor
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const response = await this.#fetch(path, { headers: { Accept: 'text/html', ...headers } })
    const copy = response.clone()
    if (response.headers.get('content-type')?.startsWith('text/html')) {
      this.csrf = /name="csrf-token" content="([^"]+)"/.exec(await copy.text())?.[1] ?? this.csrf
    }
    return response
  }

  async postForm(path: string, fields: Record<string, string>): Promise<Response> {
    return this.#fetch(path, {
      method: 'POST',
      headers: { Accept: 'text/html', Referer: `${this.base}${path}` },
      body: new URLSearchParams({ _csrf: this.csrf, ...fields }),
    })
  }

  async postJson(path: string, body: unknown, headers: Record<string, string> = {}) {
    return this.#fetch(path, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Accept': 'application/json',
        'X-CSRF-Token': this.csrf,
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  }

  /** Sends as the page does; the id may be given, to send the same again. */
  async sends(sent: WithoutId<Sent>, id: string = randomUUID()): Promise<Response> {
    return this.postJson('/chat/messages', { ...sent, id })
  }

  /** Sends a file as the page does. */
  async uploads(
    file: { name: string; mediaType: string; content: Uint8Array },
    fields: { id?: string; text?: string; voice?: boolean; seconds?: number } = {}
  ): Promise<Response> {
    const form = new FormData()
    for (const [name, value] of Object.entries({ id: randomUUID(), ...fields })) {
      form.set(name, String(value))
    }
    form.set('file', new File([Buffer.from(file.content)], file.name, { type: file.mediaType }))
    return this.#fetch('/chat/files', {
      method: 'POST',
      headers: { 'Accept': 'application/json', 'X-CSRF-Token': this.csrf },
      body: form,
    })
  }

  /** Says something and waits until the turn is over. Answers what was drawn meanwhile. */
  async says(text: string): Promise<MessageBody[]> {
    const slash = /^\/(\w+) ?([\s\S]*)$/.exec(text)
    return this.does(
      slash
        ? { kind: 'command', name: slash[1] ?? '', rest: slash[2] ?? '' }
        : { kind: 'text', text }
    )
  }

  /** Presses the newest button with such a label. */
  async presses(label: RegExp): Promise<MessageBody[]> {
    const newest = [...this.messages.values()].sort((a, b) => b.position - a.position)
    for (const { id, body } of newest) {
      const buttons = 'buttons' in body ? body.buttons : []
      const button = buttons.find((one) => 'id' in one && label.test(one.label))
      if (button && 'id' in button)
        return this.does({ kind: 'press', message: id, button: button.id })
    }
    throw new Error(`There is no button like ${label}`)
  }

  async does(sent: WithoutId<Sent>): Promise<MessageBody[]> {
    const idles = () => this.events.filter((event) => event.kind === 'idle').length
    const before = idles()
    const from = this.events.length
    const response = await this.sends(sent)
    if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`)
    await until(() => idles() > before, { what: `the answer to ${JSON.stringify(sent)}` })
    const seen = new Map<string, MessageBody>()
    for (const event of this.events.slice(from)) {
      if (event.kind === 'message') seen.set(event.message.id, event.message.body)
    }
    return [...seen.values()].filter((body) => body.kind !== 'mine')
  }

  /** Opens the events from where it is, or from `since`; resolves once what was missed has arrived. */
  async listen(since = this.#revision): Promise<void> {
    const aborter = new AbortController()
    this.#aborter = aborter
    TestVisitor.#listening.add(this)
    const response = await this.#fetch(`/chat/events?since=${since}`, { signal: aborter.signal })
    if (!response.ok || !response.body) throw new Error(`${response.status} for events`)
    const replays = () => this.events.filter((event) => event.kind === 'replayed').length
    const before = replays()
    void this.#read(response.body).catch(() => undefined)
    await until(() => replays() > before, { what: 'the replay' })
  }

  /** The line breaks. */
  leave(): void {
    this.#aborter?.abort()
    TestVisitor.#listening.delete(this)
  }

  /** Everybody leaves: a server waits for its connections before it stops. */
  static allLeave(): void {
    for (const visitor of TestVisitor.#listening) visitor.leave()
  }

  /** The conversation as the page shows it. */
  get shown(): MessageBody[] {
    return [...this.messages.values()]
      .sort((a, b) => a.position - b.position)
      .map((message) => message.body)
      .filter((body) => body.kind !== 'gone')
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    let rest = ''
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + chunk).split('\n\n')
      rest = parts.pop() ?? ''
      for (const part of parts) if (part.startsWith('data: ')) this.#take(part.slice(6))
    }
  }

  #take(data: string): void {
    // Written by the server under test.
    const { channel, payload } = JSON.parse(data) as { channel: string; payload: string }
    if (channel.startsWith('$$')) return
    const event = JSON.parse(payload) as LiveEvent
    if (event.kind === 'message') {
      const { message } = event
      const known = this.messages.get(message.id)
      if (!known || known.revision < message.revision) this.messages.set(message.id, message)
      this.#revision = Math.max(this.#revision, message.revision)
    }
    this.events.push(event)
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('Cookie', this.jar.header)
    headers.set('Accept-Language', this.options.language ?? 'en')
    const response = await fetch(this.base + path, { ...init, headers, redirect: 'manual' })
    this.jar.take(response)
    return response
  }
}
