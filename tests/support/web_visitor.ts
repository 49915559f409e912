import { randomUUID } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import type { Role } from '#app/identity/types'

/** A browser without a screen: cookies, and the token out of the page. */
export class WebVisitor {
  /** Nobody for a guest. */
  personId: string | null = null
  readonly #cookies = new Map<string, string>()
  #csrf = ''
  #base: string

  /** @param base the program that is visited, without a slash at the end; by default the test's own */
  constructor(base = `http://${process.env.HOST}:${process.env.PORT}`) {
    this.#base = base
  }

  /** Somebody with these roles who signed in by a one-time link. */
  static async arrives(...roles: readonly Role[]): Promise<WebVisitor> {
    const identity = await app.container.make('identity')
    const sighting = {
      platform: 'telegram',
      platformId: randomUUID(),
      displayName: 'Robin',
    } as const
    const { person } = await identity.join((await identity.identify(sighting)).account.id)
    for (const role of roles) await identity.grantRole(person.id, role)
    return WebVisitor.signsIn(person.id)
  }

  /** Somebody who is there already, by a one-time link. */
  static async signsIn(personId: string, base?: string): Promise<WebVisitor> {
    const identity = await app.container.make('identity')
    const { token } = await identity.issueSignInToken(personId)
    // Many sign in from one address here.
    await limiter.clear()
    const visitor = new WebVisitor(base)
    visitor.personId = personId
    await visitor.get(`/sign-in/${token}`)
    await visitor.post(`/sign-in/${token}`, {})
    await visitor.get('/account')
    return visitor
  }

  /** The same browser, and another process that answers it from here on. */
  isAnsweredBy(base: string): void {
    this.#base = base
  }

  async get(path: string): Promise<Response> {
    return this.#send(path, {})
  }

  /** The text of a page. */
  async reads(path: string): Promise<string> {
    return (await this.get(path)).text()
  }

  /** Sends a form with the token of the page that was seen last. */
  async post(path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
    const body = new URLSearchParams({ _csrf: this.#csrf, ...fields })
    return this.#send(path, { method: 'POST', body })
  }

  /** Asks as a page's script does, with the token of the page that was seen last; the answer may come bit by bit. */
  async asks(path: string, body: object, signal?: AbortSignal): Promise<Response> {
    return fetch(this.#base + path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'Accept': 'text/event-stream, application/problem+json',
        'Content-Type': 'application/json',
        'Cookie': this.#cookie,
        'X-CSRF-Token': this.#csrf,
      },
      ...(signal && { signal }),
    })
  }

  get #cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const response = await fetch(this.#base + path, {
      ...init,
      redirect: 'manual',
      headers: { Accept: 'text/html', Cookie: this.#cookie },
    })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s)
      this.#cookies.set(name, value)
    }
    const text = await response.clone().text()
    this.#csrf = /name="csrf-token" content="([^"]+)"/.exec(text)?.[1] ?? this.#csrf
    return response
  }
}
