import { randomUUID } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'

/** A browser without a screen: cookies, and the token out of the page. */
export class Visitor {
  readonly #cookies = new Map<string, string>()
  #csrf = ''
  readonly #base = `http://${process.env.HOST}:${process.env.PORT}`

  /** Somebody who signed in by a one-time link; a creator where it is said. */
  static async arrives(as: 'person' | 'creator'): Promise<Visitor> {
    const identity = await app.container.make('identity')
    const sighting = {
      platform: 'telegram',
      platformId: randomUUID(),
      displayName: 'Robin',
    } as const
    const { person } = await identity.join((await identity.identify(sighting)).account.id)
    const { token } = await identity.issueSignInToken(person.id)
    // Many sign in from one address here.
    await limiter.clear()
    const visitor = new Visitor()
    await visitor.get(`/sign-in/${token}`)
    await visitor.post(`/sign-in/${token}`, {})
    await visitor.get('/create')
    if (as === 'creator') await visitor.post('/create/accept', {})
    return visitor
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#send(path, { headers })
  }

  async post(path: string, fields: Record<string, string>): Promise<Response> {
    return this.#send(path, {
      method: 'POST',
      body: new URLSearchParams({ _csrf: this.#csrf, ...fields }),
    })
  }

  async sendsFile(path: string, name: string, content: Uint8Array): Promise<Response> {
    const body = new FormData()
    body.set('file', new File([Buffer.from(content)], name))
    return this.#send(`${path}?_csrf=${encodeURIComponent(this.#csrf)}`, { method: 'POST', body })
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(this.#base + path, {
      ...init,
      redirect: 'manual',
      headers: { Accept: 'text/html', Cookie: cookie, ...init.headers },
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
